// Go's own escapers, and the package go-aws-auth as it is. Lines in, lines out: README.md.
package main

import (
	"bufio"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"sort"
	"strings"

	awsauth "github.com/smartystreets/go-aws-auth"
)

func strict(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }

func joined(pairs [][2]string, escape func(string) string) string {
	var rows []string
	for _, pair := range pairs {
		rows = append(rows, escape(pair[0])+"="+escape(pair[1]))
	}
	return strings.Join(rows, "&")
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var f []string
		for _, field := range strings.Split(lines.Text(), "\t") {
			text, _ := base64.StdEncoding.DecodeString(field)
			f = append(f, string(text))
		}
		var pairs [][2]string
		for i := 8; i < len(f); i += 2 {
			pairs = append(pairs, [2]string{f[i], f[i+1]})
		}
		given := append([][2]string{}, pairs...)
		sort.SliceStable(pairs, func(a, b int) bool {
			return pairs[a][0] < pairs[b][0] || pairs[a][0] == pairs[b][0] && pairs[a][1] < pairs[b][1]
		})
		values := url.Values{}
		for _, pair := range given {
			values.Add(pair[0], pair[1])
		}
		query, encoding, sent := joined(pairs, strict), base64.StdEncoding, ""
		switch f[1] {
		case "url.QueryEscape":
			query = joined(pairs, url.QueryEscape)
		case "url.PathEscape":
			query = joined(pairs, url.PathEscape)
		case "url.Values.Encode":
			query = values.Encode()
		case "sort of joined":
			rows := strings.Split(query, "&")
			sort.Strings(rows)
			query = strings.Join(rows, "&")
		case "base64.URLEncoding":
			encoding = base64.URLEncoding
		case "base64.RawStdEncoding":
			encoding = base64.RawStdEncoding
		case "URL.Hostname":
			parsed, _ := url.Parse("http://" + f[4] + "/")
			f[4] = parsed.Hostname()
		case "URL.Path":
			parsed, _ := url.Parse(f[3] + "://" + f[4] + f[5])
			f[5] = parsed.Path
		}
		text := f[2] + "\n" + f[4] + "\n" + f[5] + "\n" + query
		mac := hmac.New(sha256.New, []byte(f[6]))
		mac.Write([]byte(text))
		signature := encoding.EncodeToString(mac.Sum(nil))
		if f[1] == "go-aws-auth" {
			own := url.Values{}
			for _, pair := range given {
				switch pair[0] {
				case "AWSAccessKeyId", "SignatureVersion", "SignatureMethod", "Timestamp":
				default:
					own.Add(pair[0], pair[1])
				}
			}
			// It sets the stamp by its own clock, unless the query has one.
			own.Set("Timestamp", values.Get("Timestamp"))
			request, _ := http.NewRequest(f[2], f[3]+"://"+f[4]+f[5]+"?"+own.Encode(), nil)
			awsauth.Sign2(request, awsauth.Credentials{AccessKeyID: f[7], SecretAccessKey: f[6]})
			signature, sent, text = request.URL.Query().Get("Signature"), request.URL.String(), ""
		}
		var out []string
		for _, field := range []string{f[0], signature, text, sent} {
			out = append(out, base64.StdEncoding.EncodeToString([]byte(field)))
		}
		fmt.Println(strings.Join(out, "\t"))
	}
}
