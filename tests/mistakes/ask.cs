// .NET's own escapers, as Mono has them. Lines in, lines out: README.md.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Web;

class Ask {
    static string Strict(string text) {
        var made = new StringBuilder();
        foreach (byte b in Encoding.UTF8.GetBytes(text))
            if (b < 128 && (char.IsLetterOrDigit((char)b) || "-_.~".IndexOf((char)b) >= 0)) made.Append((char)b);
            else made.Append('%').Append(b.ToString("X2"));
        return made.ToString();
    }

    static string Joined(IEnumerable<string[]> pairs, Func<string, string> escape) {
        return string.Join("&", pairs.Select(p => escape(p[0]) + "=" + escape(p[1])));
    }

    static void Main() {
        var escapes = new Dictionary<string, Func<string, string>> {
            {"HttpUtility.UrlEncode", s => HttpUtility.UrlEncode(s)},
            {"HttpUtility.UrlEncode ToUpper", s => HttpUtility.UrlEncode(s).ToUpper()},
            {"HttpUtility.UrlPathEncode", s => HttpUtility.UrlPathEncode(s)},
            {"WebUtility.UrlEncode", s => WebUtility.UrlEncode(s)},
            {"Uri.EscapeDataString", s => Uri.EscapeDataString(s)},
            {"Uri.EscapeUriString", s => Uri.EscapeUriString(s)},
            {"HttpUtility.UrlEncode, + to %20", s => HttpUtility.UrlEncode(s).Replace("+", "%20")},
            {"HttpUtility.UrlEncode Latin-1", s => HttpUtility.UrlEncode(s, Encoding.GetEncoding("ISO-8859-1")).Replace("+", "%20")},
        };
        for (string line; (line = Console.ReadLine()) != null; ) {
            var f = line.Split('\t').Select(x => Encoding.UTF8.GetString(Convert.FromBase64String(x))).ToArray();
            var pairs = new List<string[]>();
            for (int i = 8; i < f.Length; i += 2) pairs.Add(new[] {f[i], f[i + 1]});
            IEnumerable<string[]> order = pairs.OrderBy(p => p[0], StringComparer.Ordinal).ThenBy(p => p[1], StringComparer.Ordinal);
            if (f[1] == "SortedDictionary, OrdinalIgnoreCase") order = pairs.OrderBy(p => p[0], StringComparer.OrdinalIgnoreCase);
            if (f[1] == "SortedDictionary, InvariantCulture") order = pairs.OrderBy(p => p[0], StringComparer.InvariantCulture);
            Func<string, string> escape;
            if (!escapes.TryGetValue(f[1], out escape)) escape = Strict;
            var text = string.Join("\n", f[2], f[4], f[5], Joined(order, escape));
            var octets = f[1] == "Encoding.Unicode" ? Encoding.Unicode.GetBytes(text) : Encoding.UTF8.GetBytes(text);
            if (f[1] == "Encoding.ASCII, bare letters") octets = Encoding.ASCII.GetBytes(text);
            var digest = new HMACSHA256(Encoding.UTF8.GetBytes(f[6])).ComputeHash(octets);
            var signature = f[1] == "BitConverter" ? BitConverter.ToString(digest).Replace("-", "") : Convert.ToBase64String(digest);
            if (f[1] == "HttpUtility.UrlDecode of the signature") signature = HttpUtility.UrlDecode(signature);
            Console.WriteLine(string.Join("\t", new[] {f[0], signature, text}.Select(x => Convert.ToBase64String(Encoding.UTF8.GetBytes(x)))));
        }
    }
}
