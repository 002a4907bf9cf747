// Ways of authenticating with HttpClient. Reads `way url id secret` by line, id and secret in Base64.
using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;

public static class Ways
{
    private static readonly Dictionary<string, Func<string, string, string, HttpResponseMessage>> All =
        new Dictionary<string, Func<string, string, string, HttpResponseMessage>>
        {
            { "net-utf8", (url, id, secret) => WithHeader(url, Encoding.UTF8, id, secret) },
            { "net-ascii", (url, id, secret) => WithHeader(url, Encoding.ASCII, id, secret) },
            { "net-escape-data", (url, id, secret) => WithHeader(url, Encoding.UTF8, Uri.EscapeDataString(id), Uri.EscapeDataString(secret)) },
            { "net-url-encode", (url, id, secret) => WithHeader(url, Encoding.UTF8, WebUtility.UrlEncode(id), WebUtility.UrlEncode(secret)) },
            { "net-body", WithBody },
            { "net-credentials", WithCredentials },
        };

    private static readonly HttpClient Shared = new HttpClient();

    public static void Main()
    {
        for (string line = Console.ReadLine(); line != null; line = Console.ReadLine())
        {
            string[] fields = line.Split('\t');
            try
            {
                using (var answer = All[fields[0]](fields[1], Decoded(fields[2]), Decoded(fields[3])))
                    Console.WriteLine((int)answer.StatusCode);
            }
            catch (Exception error)
            {
                Console.WriteLine("! " + error.GetBaseException().GetType().Name);
            }
        }
    }

    private static HttpResponseMessage WithHeader(string url, Encoding encoding, string id, string secret)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(Grant()) };
        string pair = Convert.ToBase64String(encoding.GetBytes(id + ":" + secret));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", pair);
        return Shared.SendAsync(request).GetAwaiter().GetResult();
    }

    private static HttpResponseMessage WithBody(string url, string id, string secret)
    {
        var form = Grant();
        form["client_id"] = id;
        form["client_secret"] = secret;
        return Shared.PostAsync(url, new FormUrlEncodedContent(form)).GetAwaiter().GetResult();
    }

    private static HttpResponseMessage WithCredentials(string url, string id, string secret)
    {
        var handler = new HttpClientHandler { Credentials = new NetworkCredential(id, secret) };
        using (var client = new HttpClient(handler))
            return client.PostAsync(url, new FormUrlEncodedContent(Grant())).GetAwaiter().GetResult();
    }

    private static Dictionary<string, string> Grant()
    {
        return new Dictionary<string, string> { { "grant_type", "client_credentials" }, { "scope", "partner-read" } };
    }

    private static string Decoded(string base64)
    {
        return Encoding.UTF8.GetString(Convert.FromBase64String(base64));
    }
}
