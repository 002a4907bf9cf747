using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

/// <summary>Does with the class what xUnit and NUnit would do, and what an integrator's test would do between.</summary>
public static class Program
{
    public static int Main()
    {
        try
        {
            using (var harness = new SimsHarness()) Sync(harness);
            return 0;
        }
        catch (InvalidOperationException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    private static void Sync(SimsHarness harness)
    {
        var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            { "grant_type", "client_credentials" },
            { "scope", "partner-read" },
            { "client_id", harness["clientId"] },
            { "client_secret", harness["clientSecret"] },
        });
        using (var client = new HttpClient())
        {
            var answer = client.PostAsync(harness["tokenUrl"], form).Result.Content.ReadAsStringAsync().Result;
            var token = Regex.Match(answer, "\"access_token\":\"([^\"]+)\"").Groups[1].Value;
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var list = client.GetStringAsync(harness["rapUrl"] + "/api/v1/partner/" + harness["applicationId"] + "/GetSiteByApplication").Result;
            Console.WriteLine("saw " + Regex.Matches(list, "\"OrganisationId\":").Count + " rows at " + harness["tokenUrl"]);
        }
    }
}
