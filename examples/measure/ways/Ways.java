// Ways of authenticating with java.net.http. Reads `way url id secret` by line, id and secret in Base64.

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

public final class Ways {
    private static final String GRANT = "grant_type=client_credentials&scope=partner-read";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    public static void main(String[] args) throws Exception {
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            var fields = line.split("\t", -1);
            try {
                System.out.println(ask(fields[0], URI.create(fields[1]), decoded(fields[2]), decoded(fields[3])));
            } catch (Exception error) {
                System.out.println("! " + error.getClass().getSimpleName());
            }
        }
    }

    private static int ask(String way, URI url, String id, String secret) throws Exception {
        var credentials = "&client_id=" + encoded(id) + "&client_secret=" + encoded(secret);
        return switch (way) {
            case "java-raw" -> send(CLIENT, post(url, GRANT).header("Authorization", basic(id, secret)));
            case "java-encoded" ->
                send(CLIENT, post(url, GRANT).header("Authorization", basic(encoded(id), encoded(secret))));
            case "java-body" -> send(CLIENT, post(url, GRANT + credentials));
            case "java-authenticator" -> send(waiting(id, secret), post(url, GRANT));
            default -> throw new IllegalArgumentException(way);
        };
    }

    private static HttpClient waiting(String id, String secret) {
        return HttpClient.newBuilder().authenticator(new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(id, secret.toCharArray());
            }
        }).build();
    }

    private static HttpRequest.Builder post(URI url, String form) {
        return HttpRequest.newBuilder(url)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form));
    }

    private static int send(HttpClient client, HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    private static String basic(String id, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decoded(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
