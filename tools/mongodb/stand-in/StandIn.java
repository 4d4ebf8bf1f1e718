import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.backend.memory.MemoryDatabase;
import de.bwaldvogel.mongo.backend.memory.index.MemoryUniqueIndex;
import de.bwaldvogel.mongo.bson.Document;
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

    /** Databases whose unique indexes also serve queries that ask for more than their fields. */
    private static final class Backend extends MemoryBackend {
        @Override
        public MemoryDatabase openOrCreateDatabase(String name) {
            return new Database(name, getCursorRegistry());
        }
    }

    private static final class Database extends MemoryDatabase {
        Database(String name, CursorRegistry cursors) {
            super(name, cursors);
        }

        @Override
        protected Index<Integer> openOrCreateUniqueIndex(
                String collection, String name, List<IndexKey> keys, boolean sparse) {
            return new UniqueIndex(name, keys, sparse);
        }
    }

    /**
     * What it finds by its own fields is still held against the whole query. Otherwise a document of known id and rev would be
     * looked for among all.
     */
    private static final class UniqueIndex extends MemoryUniqueIndex {
        UniqueIndex(String name, List<IndexKey> keys, boolean sparse) {
            super(name, keys, sparse);
        }

        @Override
        public synchronized boolean canHandle(Document query) {
            return super.canHandle(query) || keys().stream().allMatch(key -> query.get(key) instanceof String);
        }
    }

    public static void main(String[] arguments) throws Exception {
        MemoryBackend backend = new Backend();
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
