import io.trino.plugin.memory.MemoryPlugin;
import io.trino.server.testing.TestingTrinoServer;
import java.io.IOException;
import java.util.Map;

/**
 * A Trino server on a free loopback port with one catalog, `memory`. Prints its address and ends with its standard input.
 */
public final class Server {
    private Server() {}

    public static void main(String[] arguments) throws IOException {
        try (TestingTrinoServer server = TestingTrinoServer.builder()
                .setProperties(Map.of("query.max-length", "10000000"))
                .build()) {
            server.installPlugin(new MemoryPlugin());
            server.createCatalog("memory", "memory", Map.of("memory.max-data-per-node", "512MB"));
            System.out.println("listening " + server.getBaseUrl());
            System.out.flush();
            // The parent holds the other end: when it is gone, so is the server.
            while (System.in.read() >= 0) {}
        }
        System.exit(0);
    }
}
