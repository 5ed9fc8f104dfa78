package dev.taskwire.postgres;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateEvent;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.SqlConnectionInternal;

/**
 * A connection whose peer says nothing any more. The client closes by saying good-bye and waiting for the server to
 * close: a server that stands still never does, and what waits on the connection would wait with it. So the socket is
 * closed beneath the client.
 */
final class SilentConnection {
    private SilentConnection() {}

    /** Closes the socket now; what waits on the connection fails. */
    static void cut(SqlConnection connection) {
        close(pipeline(connection).firstContext());
    }

    /** Closes the socket when nothing was read for as long as the client's read idle timeout says. */
    static void cutWhenIdle(SqlConnection connection) {
        pipeline(connection).addAfter("idle", "taskwire", new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext context, Object event) {
                if (event instanceof IdleStateEvent) {
                    close(context);
                } else {
                    context.fireUserEventTriggered(event);
                }
            }
        });
    }

    /** Goes from this place in the pipeline straight to the socket, past the client's own farewell. */
    @SuppressWarnings("FutureReturnValueIgnored") // What waits on the connection is told that it is closed.
    private static void close(ChannelHandlerContext place) {
        place.close();
    }

    private static ChannelPipeline pipeline(SqlConnection connection) {
        SocketConnectionBase socket = (SocketConnectionBase)
                ((SqlConnectionInternal) connection).unwrap().unwrap();
        return socket.socket().channelHandlerContext().pipeline();
    }
}
