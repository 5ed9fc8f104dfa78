package dev.taskwire.cli;

import dev.taskwire.config.Role;
import dev.taskwire.config.TokenHash;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a token for the HTTP API, and the lines that let it in.",
            "The token is shown once and kept nowhere: the configuration holds its hash alone."
        })
final class TokenCommand implements Callable<Integer> {
    private static final int RANDOM_BYTES = 32;
    private static final String PREFIX = "tw_";

    @Parameters(
            paramLabel = "NAME",
            description =
                    "What the token is called in the configuration and the log: small letters, digits, underscores.")
    private String name = "";

    @Option(
            names = "--roles",
            split = ",",
            paramLabel = "ROLE",
            description = "What it is for: ${COMPLETION-CANDIDATES}, separated by commas (default: read).")
    private Set<Role> roles = EnumSet.of(Role.READ);

    @Option(names = "--output", paramLabel = "FORM", description = "${COMPLETION-CANDIDATES} (default: table).")
    private OutputFormat output = OutputFormat.TABLE;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (!name.matches("[a-z][a-z0-9_]{0,40}")) {
            throw new ParameterException(
                    spec.commandLine(), "NAME: expected small letters, digits and underscores, got \"" + name + "\"");
        }
        String token = make();
        String hash = TokenHash.of(token).toString();
        String words = roles.stream()
                .sorted()
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        PrintWriter out = spec.commandLine().getOut();
        if (output == OutputFormat.JSON) {
            out.println(new JsonObject()
                    .put("name", name)
                    .put("token", token)
                    .put("hash", hash)
                    .put("roles", words)
                    .encode());
        } else {
            lines(token, hash, words).lines().forEach(out::println);
        }
        return 0;
    }

    private static String make() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private String lines(String token, String hash, String words) {
        return """
                The token, shown this once, for the header Authorization: Bearer …

                %s

                In conf/taskwire.yaml, or as TASKWIRE_HTTP_TOKENS_%s_HASH and …_ROLES:

                http:
                  tokens:
                    %s:
                      hash: %s
                      roles: %s
                """.formatted(token, name.toUpperCase(Locale.ROOT), name, hash, words);
    }
}
