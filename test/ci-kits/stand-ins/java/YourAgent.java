import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** What an integrator would have: asks for a token and the list, and says what it saw. */
class YourAgent {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    static void sync(String tokenUrl, String rapUrl, String clientId, String clientSecret, String applicationId) throws Exception {
        String form = "grant_type=client_credentials&scope=partner-read&client_id=" + encoded(clientId) + "&client_secret=" + encoded(clientSecret);
        HttpRequest.Builder asking = HttpRequest.newBuilder(URI.create(tokenUrl)).header("Content-Type", "application/x-www-form-urlencoded");
        String token = answer(asking.POST(HttpRequest.BodyPublishers.ofString(form))).getAsJsonObject().get("access_token").getAsString();
        URI list = URI.create(rapUrl + "/api/v1/partner/" + applicationId + "/GetSiteByApplication");
        int rows = answer(HttpRequest.newBuilder(list).header("Authorization", "Bearer " + token)).getAsJsonArray().size();
        System.out.println("saw " + rows + " rows at " + tokenUrl);
    }

    private static JsonElement answer(HttpRequest.Builder request) throws Exception {
        return JsonParser.parseString(CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString()).body());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
