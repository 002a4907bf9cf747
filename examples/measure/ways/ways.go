// Ways of authenticating with Go. Reads `way url id secret` by line, id and secret in Base64.
package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

type way func(address, id, secret string) (int, error)

var ways = map[string]way{
	"x-oauth2-auto":   withLibrary(oauth2.AuthStyleAutoDetect),
	"x-oauth2-header": withLibrary(oauth2.AuthStyleInHeader),
	"x-oauth2-params": withLibrary(oauth2.AuthStyleInParams),
	"set-basic-auth":  setBasicAuth,
}

func withLibrary(style oauth2.AuthStyle) way {
	return func(address, id, secret string) (int, error) {
		config := clientcredentials.Config{
			ClientID: id, ClientSecret: secret, TokenURL: address, Scopes: []string{"partner-read"}, AuthStyle: style,
		}
		_, err := config.Token(context.Background())
		var refused *oauth2.RetrieveError
		if errors.As(err, &refused) {
			return refused.Response.StatusCode, nil
		}
		return http.StatusOK, err
	}
}

func setBasicAuth(address, id, secret string) (int, error) {
	form := url.Values{"grant_type": {"client_credentials"}, "scope": {"partner-read"}}
	request, err := http.NewRequest("POST", address, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.SetBasicAuth(id, secret)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	return answer.StatusCode, answer.Body.Close()
}

func main() {
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		fields := strings.Split(lines.Text(), "\t")
		id, _ := base64.StdEncoding.DecodeString(fields[2])
		secret, _ := base64.StdEncoding.DecodeString(fields[3])
		status, err := ways[fields[0]](fields[1], string(id), string(secret))
		if err != nil {
			fmt.Println("! error")
		} else {
			fmt.Println(status)
		}
	}
}
