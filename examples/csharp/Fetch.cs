// Token, list of schools, each school's clients: C# with HttpClient, on .NET, .NET Framework and Mono alike. Prints
// [{organisationId, clientId, secretFingerprint}] and never a secret.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Runtime.Serialization;
using System.Runtime.Serialization.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;

namespace FetchSimsIdApps
{
    /// <summary>Members of the rows as the wire spells them; any of them may be null.</summary>
    public class Customer
    {
        public string OrganisationId;
        public int? Authorised;
    }

    public class Credential
    {
        public string ClientId;
        public string Secret;
    }

    public class Answer
    {
        public string access_token;
        public string error;
    }

    [DataContract]
    public class Held
    {
        [DataMember(Order = 1)] public string organisationId;
        [DataMember(Order = 2)] public string clientId;
        [DataMember(Order = 3)] public string secretFingerprint;
    }

    /// <summary>One sentence for the operator; it never holds a secret.</summary>
    public class RefusedException : Exception
    {
        public RefusedException(string message) : base(message) { }
    }

    public static class Program
    {
        public static int Main()
        {
            try
            {
                // On .NET Framework and Mono two connections per host are the default, on .NET any number.
                using (var httpClient = new HttpClient(NewHandler()) { Timeout = TimeSpan.FromSeconds(30) })
                {
                    Console.Out.WriteLine(ToJson(FetchAll(httpClient).GetAwaiter().GetResult()));
                }
                return 0;
            }
            catch (RefusedException refused)
            {
                Console.Error.WriteLine("fetch: " + refused.Message);
            }
            catch (Exception error) when (error is HttpRequestException || error is TaskCanceledException)
            {
                Console.Error.WriteLine("fetch: no answer (" + error.GetBaseException().Message.Split('\n')[0] + ").");
            }
            return 1;
        }

        private static async Task<List<Held>> FetchAll(HttpClient httpClient)
        {
            string token = await Token(httpClient);
            string partner = Setting("SIMS_RAP_URL") + "/api/v1/partner/" + Uri.EscapeDataString(Setting("SIMS_APPLICATION_ID"));
            byte[] probeKey = FromHex(Setting("SIMS_PROBE_KEY"));
            var held = new List<Held>();
            var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase); // a GUID is the same in any letter case
            foreach (var customer in await Rows<Customer>(httpClient, token, partner + "/GetSiteByApplication", "List of schools"))
            {
                // 1 is a school you may read now. Anything else, null included, is no reason to delete what you hold of it.
                if (string.IsNullOrEmpty(customer.OrganisationId) || customer.Authorised != 1) continue;
                if (!seen.Add(customer.OrganisationId)) continue;
                string url = partner + "/" + Uri.EscapeDataString(customer.OrganisationId) + "/Clients";
                foreach (var credential in await Rows<Credential>(httpClient, token, url, "Clients of " + customer.OrganisationId))
                {
                    if (credential.ClientId == null || credential.Secret == null) continue;
                    held.Add(new Held
                    {
                        organisationId = customer.OrganisationId,
                        clientId = credential.ClientId,
                        secretFingerprint = Fingerprint(probeKey, credential.Secret),
                    });
                }
            }
            return held;
        }

        private static async Task<string> Token(HttpClient httpClient)
        {
            // In the body, as the vendor's own samples do: no question of how Basic is encoded arises.
            var request = new HttpRequestMessage(HttpMethod.Post, Setting("SIMS_TOKEN_URL"))
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    { "grant_type", "client_credentials" },
                    { "client_id", Setting("SIMS_CLIENT_ID") },
                    { "client_secret", Setting("SIMS_CLIENT_SECRET") },
                    { "scope", Setting("SIMS_SCOPE") },
                }),
            };
            var answer = await Json<Answer>(httpClient, request, "Token", '{');
            if (string.IsNullOrEmpty(answer.access_token)) throw new RefusedException("Token: 200 without an access_token.");
            return answer.access_token;
        }

        private static async Task<List<T>> Rows<T>(HttpClient httpClient, string token, string url, string what)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            var rows = await Json<List<T>>(httpClient, request, what, '[');
            return rows.Where(row => row != null).ToList();
        }

        /// <summary>The JSON of a 200 that begins with this bracket; anything else, a page of HTML say, ends the run.</summary>
        private static async Task<T> Json<T>(HttpClient httpClient, HttpRequestMessage request, string what, char bracket)
        {
            using (request)
            using (var response = await httpClient.SendAsync(request))
            {
                string status = what + ": " + (int)response.StatusCode;
                string body = await response.Content.ReadAsStringAsync();
                if (response.StatusCode != HttpStatusCode.OK)
                    throw new RefusedException(status + Reason(body) + ". Nothing was taken over.");
                // The bracket is looked at because the serializer would read an object as an empty list.
                T value;
                if (!body.TrimStart().StartsWith(bracket.ToString(), StringComparison.Ordinal) || !TryRead(body, out value))
                    throw new RefusedException(status + " without the JSON it should hold. Nothing was taken over.");
                return value;
            }
        }

        private static string Reason(string body)
        {
            Answer answer;
            return body.StartsWith("{", StringComparison.Ordinal) && TryRead(body, out answer) && answer.error != null ? " " + answer.error : "";
        }

        private static bool TryRead<T>(string json, out T value)
        {
            try
            {
                using (var stream = new MemoryStream(Encoding.UTF8.GetBytes(json)))
                    value = (T)new DataContractJsonSerializer(typeof(T)).ReadObject(stream);
                return true;
            }
            catch (SerializationException)
            {
                value = default(T);
                return false;
            }
        }

        private static HttpClientHandler NewHandler()
        {
            var handler = new HttpClientHandler { AllowAutoRedirect = false };
            string caFile = Environment.GetEnvironmentVariable("SIMS_CA_FILE");
            // Not on Mono, which does not tell such a callback that the name is wrong. There the file is trusted once and for
            // all by `cert-sync --user <file>`.
            bool isMono = Type.GetType("Mono.Runtime") != null;
            if (!string.IsNullOrEmpty(caFile) && !isMono)
            {
                var authority = new X509Certificate2(caFile);
                handler.ServerCertificateCustomValidationCallback =
                    (message, certificate, chain, errors) => IsTrusted(certificate, chain, errors, authority);
            }
#if !NET
            // .NET honours HTTPS_PROXY and NO_PROXY by itself; .NET Framework and Mono have to be told.
            string proxy = Environment.GetEnvironmentVariable("HTTPS_PROXY");
            if (!string.IsNullOrEmpty(proxy) && Setting("SIMS_TOKEN_URL").StartsWith("https:", StringComparison.Ordinal))
                handler.Proxy = new WebProxy(proxy);
#endif
            return handler;
        }

        /// <summary>
        /// What the system trusts, and besides it chains that end in this authority. Only an unknown root is forgiven: a
        /// wrong name, an expired or a tampered certificate is refused as ever.
        /// </summary>
        private static bool IsTrusted(X509Certificate2 certificate, X509Chain received, SslPolicyErrors errors, X509Certificate2 authority)
        {
            if (errors == SslPolicyErrors.None) return true;
            if (errors != SslPolicyErrors.RemoteCertificateChainErrors) return false;
            using (var chain = new X509Chain())
            {
                chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // a private authority publishes no list
                chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
                chain.ChainPolicy.ExtraStore.Add(authority);
                if (received != null)
                    foreach (var element in received.ChainElements) chain.ChainPolicy.ExtraStore.Add(element.Certificate);
                return chain.Build(certificate)
                    && chain.ChainElements[chain.ChainElements.Count - 1].Certificate.RawData.SequenceEqual(authority.RawData);
            }
        }

        private static string Fingerprint(byte[] key, string secret)
        {
            using (var hmac = new HMACSHA256(key))
                return BitConverter.ToString(hmac.ComputeHash(Encoding.UTF8.GetBytes(secret))).Replace("-", "").ToLowerInvariant();
        }

        private static byte[] FromHex(string hex)
        {
            return Enumerable.Range(0, hex.Length / 2).Select(i => Convert.ToByte(hex.Substring(2 * i, 2), 16)).ToArray();
        }

        private static string ToJson(List<Held> held)
        {
            using (var stream = new MemoryStream())
            {
                new DataContractJsonSerializer(typeof(List<Held>)).WriteObject(stream, held);
                return Encoding.UTF8.GetString(stream.ToArray());
            }
        }

        private static string Setting(string name)
        {
            string value = Environment.GetEnvironmentVariable(name);
            if (string.IsNullOrEmpty(value)) throw new RefusedException(name + " is not set.");
            return value;
        }
    }
}
