import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.List;

/** A MongoDB stand-in on 127.0.0.1. Argument: the port, 0 for a free one. Ends when its standard input does. */
public final class StandIn {

    /** Drivers refuse servers below wire version 9, and this one reports 8. This claims a version, it adds nothing. */
    private record ClaimedVersion() implements MongoVersion {
        @Override
        public List<Integer> getVersionArray() {
            return List.of(7, 0, 0);
        }

        @Override
        public int getWireVersion() {
            return 21;
        }
    }

    public static void main(String[] arguments) throws Exception {
        MemoryBackend backend = new MemoryBackend();
        backend.version(new ClaimedVersion());
        MongoServer server = new MongoServer(backend);
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0]));
        try {
            // With more than one worker, answers show what later writes left.
            server.bind(address, 1, 1);
        } catch (Exception error) {
            System.err.println(error instanceof BindException ? "in use" : error.toString());
            Runtime.getRuntime().halt(1);
        }
        System.out.println("listening " + server.getLocalAddress().getPort());
        while (System.in.read() >= 0) {
            // What comes in means nothing; only its end does.
        }
        Runtime.getRuntime().halt(0);
    }
}
