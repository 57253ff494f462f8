// Java's own URLEncoder and maps. Lines in, lines out: README.md.
import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.function.*;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class Ask {
    record Job(String method, String scheme, String host, String path, String secret, List<String[]> params) {}

    static String encode(String text) { return URLEncoder.encode(text, StandardCharsets.UTF_8); }

    static String strict(String text) {
        return encode(text).replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    }

    static String joined(Iterable<String[]> pairs, UnaryOperator<String> escape) {
        StringJoiner query = new StringJoiner("&");
        for (String[] pair : pairs) query.add(escape.apply(pair[0]) + "=" + escape.apply(pair[1]));
        return query.toString();
    }

    static List<String[]> sorted(Job job) {
        List<String[]> pairs = new ArrayList<>(job.params);
        pairs.sort(Comparator.<String[], String>comparing(p -> p[0]).thenComparing(p -> p[1]));
        return pairs;
    }

    static List<String[]> in(Map<String, String> map, Job job) {
        for (String[] pair : job.params) map.put(pair[0], pair[1]);
        List<String[]> pairs = new ArrayList<>();
        map.forEach((name, value) -> pairs.add(new String[] {name, value}));
        return pairs;
    }

    static String text(Job job, String query) { return String.join("\n", job.method, job.host, job.path, query); }

    static byte[] mac(Job job, byte[] text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(job.secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return mac.doFinal(text);
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, Function<Job, String>> queries = new HashMap<>();
        queries.put("URLEncoder", job -> joined(sorted(job), Ask::encode));
        queries.put("URLEncoder, + to %20", job -> joined(sorted(job), s -> encode(s).replace("+", "%20")));
        queries.put("URLEncoder, + and ~ mended", job -> joined(sorted(job), s -> encode(s).replace("+", "%20").replace("%7E", "~")));
        queries.put("URLEncoder, all mended", job -> joined(sorted(job), Ask::strict));
        queries.put("URLEncoder ISO-8859-1", job -> joined(sorted(job), s -> {
            try { return URLEncoder.encode(s, "ISO-8859-1").replace("+", "%20").replace("%7E", "~"); } catch (IOException e) { throw new RuntimeException(e); }
        }));
        queries.put("TreeMap", job -> joined(in(new TreeMap<>(), job), Ask::strict));
        queries.put("TreeMap CASE_INSENSITIVE_ORDER", job -> joined(in(new TreeMap<>(String.CASE_INSENSITIVE_ORDER), job), Ask::strict));
        queries.put("LinkedHashMap", job -> joined(in(new LinkedHashMap<>(), job), Ask::strict));
        queries.put("HashMap", job -> joined(in(new HashMap<>(), job), Ask::strict));
        queries.put("URI multi-argument", job -> {
            try { return new URI("http", "h", "/", joined(sorted(job), s -> s), null).getRawQuery(); } catch (Exception e) { throw new RuntimeException(e); }
        });
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = lines.readLine()) != null; ) {
            String[] f = line.split("\t", -1);
            for (int i = 0; i < f.length; i++) f[i] = new String(Base64.getDecoder().decode(f[i]), StandardCharsets.UTF_8);
            Job job = new Job(f[2], f[3], f[4], f[5], f[6], new ArrayList<>());
            for (int i = 8; i < f.length; i += 2) job.params.add(new String[] {f[i], f[i + 1]});
            String query = queries.getOrDefault(f[1], queries.get("URLEncoder, all mended")).apply(job);
            String text = text(job, query);
            byte[] octets = text.getBytes(f[1].equals("getBytes UTF-16LE") ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8);
            byte[] digest = mac(job, octets);
            String signature = f[1].equals("Base64.getUrlEncoder") ? Base64.getUrlEncoder().encodeToString(digest)
                : f[1].equals("Base64 without padding") ? Base64.getEncoder().withoutPadding().encodeToString(digest)
                : f[1].equals("String.format %x") ? HexFormat.of().formatHex(digest)
                : Base64.getEncoder().encodeToString(digest);
            List<String> out = new ArrayList<>(List.of(f[0], signature, text, "", "", ""));
            if (f[1].equals("HashMap")) for (String[] pair : in(new HashMap<>(), job)) out.addAll(List.of(pair));
            StringJoiner joined = new StringJoiner("\t");
            for (String o : out) joined.add(Base64.getEncoder().encodeToString(o.getBytes(StandardCharsets.UTF_8)));
            System.out.println(joined);
        }
    }
}
