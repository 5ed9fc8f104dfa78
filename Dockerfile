# Builds from the packaged jar without the embedded server: mvn -q -DskipTests package, then docker build -t taskwire .
ARG BASE_IMAGE=eclipse-temurin:25-jre
FROM ${BASE_IMAGE}

LABEL org.opencontainers.image.title="Taskwire" \
      org.opencontainers.image.description="Update a Postgres row; the work happens." \
      org.opencontainers.image.licenses="Apache-2.0"

# Jars with handlers of your own, where one is mounted: docker run -v ./plugins:/plugins:ro …
WORKDIR /plugins
WORKDIR /app
COPY target/taskwire-server.jar taskwire.jar
COPY conf conf

# In a container, loopback would be nobody's. Publish the port where it is wanted.
ENV TASKWIRE_HTTP_HOST=0.0.0.0 \
    TASKWIRE_PLUGINS=/plugins \
    JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=75 -XX:+ExitOnOutOfMemoryError"

USER 10001:10001
EXPOSE 8080

# Alive, not ready: a database that is away is no reason to be restarted.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${TASKWIRE_HTTP_PORT:-8080} && printf 'GET /livez HTTP/1.0\\r\\n\\r\\n' >&3 && head -1 <&3 | grep -q ' 200 '"]

ENTRYPOINT ["java", "-jar", "taskwire.jar"]
CMD ["serve"]
