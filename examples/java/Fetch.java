// Token, list of schools, each school's clients: Java with java.net.http, and Gson for JSON. Prints
// [{organisationId, clientId, secretFingerprint}] and never a secret.

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

public final class Fetch {
    /** Members of the rows as the wire spells them; any of them may be null. */
    record Site(String OrganisationId, Integer Authorised) {}

    record Client(String ClientId, String Secret) {}

    record Held(String organisationId, String clientId, String secretFingerprint) {}

    /** One sentence for the operator; it never holds a secret. */
    static final class Refused extends Exception {
        Refused(String message) {
            super(message);
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Gson GSON = new Gson();
    private final HttpClient http;
    private final String partner = setting("SIMS_RAP_URL") + "/api/v1/partner/" + encoded(setting("SIMS_APPLICATION_ID"));

    private Fetch() throws Refused, IOException, GeneralSecurityException {
        var builder = HttpClient.newBuilder().connectTimeout(PATIENCE).version(HttpClient.Version.HTTP_1_1);
        var caFile = System.getenv("SIMS_CA_FILE");
        if (caFile != null && !caFile.isEmpty()) builder.sslContext(trustingAlso(Path.of(caFile)));
        // Java takes its proxy from -Dhttps.proxyHost and -Dhttps.proxyPort, not from the environment.
        var proxy = System.getenv("HTTPS_PROXY");
        if (proxy != null && !proxy.isEmpty() && setting("SIMS_TOKEN_URL").startsWith("https:")) {
            var at = URI.create(proxy);
            builder.proxy(ProxySelector.of(new InetSocketAddress(at.getHost(), at.getPort())));
        }
        http = builder.build();
    }

    public static void main(String[] args) throws Exception {
        try {
            System.out.println(GSON.toJson(new Fetch().all()));
        } catch (Refused | IOException error) {
            System.err.println("fetch: " + (error instanceof Refused ? error.getMessage() : "no answer (" + error + ")."));
            System.exit(1);
        }
    }

    private List<Held> all() throws Refused, IOException, InterruptedException, GeneralSecurityException {
        var token = token();
        var probe = hmac(setting("SIMS_PROBE_KEY"));
        var held = new ArrayList<Held>();
        Set<String> seen = new HashSet<>();
        for (var site : list(token, "GetSiteByApplication", "List of schools", Site[].class)) {
            // 1 is a school you may read now. Anything else, null included, is no reason to delete what you hold of it.
            if (site.OrganisationId() == null || site.Authorised() == null || site.Authorised() != 1) continue;
            var id = site.OrganisationId();
            if (!seen.add(id.toLowerCase(Locale.ROOT))) continue; // a GUID is the same in any letter case
            for (var client : list(token, encoded(id) + "/Clients", "Clients of " + id, Client[].class)) {
                if (client.ClientId() == null || client.Secret() == null) continue;
                var fingerprint = hex(probe.doFinal(client.Secret().getBytes(StandardCharsets.UTF_8)));
                held.add(new Held(id, client.ClientId(), fingerprint));
            }
        }
        return held;
    }

    private String token() throws Refused, IOException, InterruptedException {
        // In the body, as the vendor's own samples do: no question of how Basic is encoded arises.
        var form = Map.of(
                        "grant_type", "client_credentials",
                        "client_id", setting("SIMS_CLIENT_ID"),
                        "client_secret", setting("SIMS_CLIENT_SECRET"),
                        "scope", setting("SIMS_SCOPE"))
                .entrySet().stream()
                .map(field -> field.getKey() + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        var request = HttpRequest.newBuilder(URI.create(setting("SIMS_TOKEN_URL")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form));
        var answer = json(request, "Token");
        if (!answer.isJsonObject() || !answer.getAsJsonObject().has("access_token"))
            throw new Refused("Token: 200 without an access_token.");
        return answer.getAsJsonObject().get("access_token").getAsString();
    }

    private <Row> Row[] list(String token, String path, String what, Class<Row[]> rows)
            throws Refused, IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(partner + "/" + path)).header("Authorization", "Bearer " + token);
        var answer = json(request, what);
        if (!answer.isJsonArray()) throw new Refused(what + ": 200 without a list. Nothing was taken over.");
        return GSON.fromJson(answer, rows);
    }

    /** The JSON of a 200; anything else, a page of HTML say, ends the run. */
    private JsonElement json(HttpRequest.Builder request, String what) throws Refused, IOException, InterruptedException {
        request.header("Accept", "application/json").timeout(PATIENCE);
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        JsonElement value;
        try {
            value = JsonParser.parseString(answer.body());
        } catch (JsonParseException notJson) {
            throw new Refused(what + ": " + answer.statusCode() + " without JSON. Nothing was taken over.");
        }
        if (answer.statusCode() == 200) return value;
        var reason = value instanceof JsonObject object && object.has("error") ? " " + object.get("error").getAsString() : "";
        throw new Refused(what + ": " + answer.statusCode() + reason + ". Nothing was taken over.");
    }

    /** Trusts a file of certificates besides the authorities that Java trusts already. */
    private static SSLContext trustingAlso(Path file) throws IOException, GeneralSecurityException {
        var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        for (X509Certificate known : ((X509TrustManager) managers(null).getTrustManagers()[0]).getAcceptedIssuers())
            trusted.setCertificateEntry("known " + trusted.size(), known);
        try (InputStream pem = Files.newInputStream(file)) {
            for (Certificate added : CertificateFactory.getInstance("X.509").generateCertificates(pem))
                trusted.setCertificateEntry("added " + trusted.size(), added);
        }
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers(trusted).getTrustManagers(), null);
        return context;
    }

    private static TrustManagerFactory managers(KeyStore store) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private static Mac hmac(String hexKey) throws GeneralSecurityException {
        var key = java.util.HexFormat.of().parseHex(hexKey);
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac;
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String setting(String name) throws Refused {
        var value = System.getenv(name);
        if (value == null || value.isEmpty()) throw new Refused(name + " is not set.");
        return value;
    }
}
