// Token, list of schools, each school's clients: Go with golang.org/x/oauth2. Prints [{organisationId, clientId,
// secretFingerprint}] and never a secret.
package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// Any member of a row may be null.
type site struct {
	OrganisationId *string
	Authorised     *int
}

type client struct {
	ClientId *string
	Secret   *string
}

type held struct {
	OrganisationID    string `json:"organisationId"`
	ClientID          string `json:"clientId"`
	SecretFingerprint string `json:"secretFingerprint"`
}

func main() {
	all, err := fetch()
	if err != nil {
		fmt.Fprintf(os.Stderr, "fetch: %v\n", err)
		os.Exit(1)
	}
	json.NewEncoder(os.Stdout).Encode(all)
}

func fetch() ([]held, error) {
	set, err := settings("SIMS_TOKEN_URL", "SIMS_RAP_URL", "SIMS_CLIENT_ID", "SIMS_CLIENT_SECRET", "SIMS_SCOPE",
		"SIMS_APPLICATION_ID", "SIMS_PROBE_KEY")
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(set["SIMS_PROBE_KEY"])
	if err != nil {
		return nil, errors.New("SIMS_PROBE_KEY is not hexadecimal.")
	}
	web, err := newClient()
	if err != nil {
		return nil, err
	}
	config := clientcredentials.Config{
		ClientID:     set["SIMS_CLIENT_ID"],
		ClientSecret: set["SIMS_CLIENT_SECRET"],
		TokenURL:     set["SIMS_TOKEN_URL"],
		Scopes:       strings.Fields(set["SIMS_SCOPE"]),
		// Said, because otherwise a refused secret is sent a second time in the other form.
		AuthStyle: oauth2.AuthStyleInParams,
	}
	ctx := context.WithValue(context.Background(), oauth2.HTTPClient, web)
	token, err := config.Token(ctx)
	if err != nil {
		return nil, refusal(err)
	}
	partner := set["SIMS_RAP_URL"] + "/api/v1/partner/" + url.PathEscape(set["SIMS_APPLICATION_ID"])
	return walk(oauth2.NewClient(ctx, oauth2.StaticTokenSource(token)), partner, key)
}

func walk(web *http.Client, partner string, key []byte) ([]held, error) {
	var sites []site
	if err := readList(web, partner+"/GetSiteByApplication", "List of schools", &sites); err != nil {
		return nil, err
	}
	all := []held{}
	seen := map[string]bool{}
	for _, s := range sites {
		// 1 is a school you may read now. Anything else, null included, is no reason to delete what you hold of it.
		if s.OrganisationId == nil || s.Authorised == nil || *s.Authorised != 1 {
			continue
		}
		organisation := *s.OrganisationId
		if seen[strings.ToLower(organisation)] { // a GUID is the same in any letter case
			continue
		}
		seen[strings.ToLower(organisation)] = true
		var clients []client
		address := partner + "/" + url.PathEscape(organisation) + "/Clients"
		if err := readList(web, address, "Clients of "+organisation, &clients); err != nil {
			return nil, err
		}
		for _, c := range clients {
			if c.ClientId != nil && c.Secret != nil {
				all = append(all, held{organisation, *c.ClientId, fingerprint(key, *c.Secret)})
			}
		}
	}
	return all, nil
}

// newClient trusts SIMS_CA_FILE besides what the system trusts; HTTPS_PROXY and NO_PROXY are honoured by itself.
func newClient() (*http.Client, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	if file := os.Getenv("SIMS_CA_FILE"); file != "" {
		trusted, err := x509.SystemCertPool()
		if err != nil {
			return nil, err
		}
		pem, err := os.ReadFile(file)
		if err != nil || !trusted.AppendCertsFromPEM(pem) {
			return nil, errors.New("SIMS_CA_FILE holds no certificate that can be read.")
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: trusted}
	}
	neverRedirect := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &http.Client{Transport: transport, Timeout: 30 * time.Second, CheckRedirect: neverRedirect}, nil
}

// readList reads the rows of a 200 whose JSON is a list; anything else, a page of HTML say, is an error.
func readList(web *http.Client, address, what string, rows interface{}) error {
	answer, err := web.Get(address)
	if err != nil {
		return fmt.Errorf("%s: no answer (%v).", what, errors.Unwrap(err))
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return fmt.Errorf("%s: the answer broke off.", what)
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %d. Nothing was taken over.", what, answer.StatusCode)
	}
	// `null` would be read as an empty list.
	if !strings.HasPrefix(strings.TrimSpace(string(body)), "[") || json.Unmarshal(body, rows) != nil {
		return fmt.Errorf("%s: 200 without a list in JSON. Nothing was taken over.", what)
	}
	return nil
}

// refusal keeps the status only: the library's own text repeats the whole answer.
func refusal(err error) error {
	var refused *oauth2.RetrieveError
	if !errors.As(err, &refused) {
		return errors.New("Token: no usable answer.")
	}
	var said struct{ Error string }
	json.Unmarshal(refused.Body, &said)
	reason := strings.TrimSpace(fmt.Sprintf("%d %s", refused.Response.StatusCode, said.Error))
	return fmt.Errorf("Token: %s. Nothing was taken over.", reason)
}

func fingerprint(key []byte, secret string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(secret))
	return hex.EncodeToString(mac.Sum(nil))
}

func settings(names ...string) (map[string]string, error) {
	set := map[string]string{}
	for _, name := range names {
		if set[name] = os.Getenv(name); set[name] == "" {
			return nil, fmt.Errorf("%s is not set.", name)
		}
	}
	return set, nil
}
