//! Inputs that are put together at random, the same at every run.

use super::input::{write, HEAD};

/// What comes along with a request that was refused: hosts, bodies, types, signatures.
const EVIDENCE: [&[u8]; 12] = [
    b"sdb.amazonaws.com\nlocalhost:8080\n\n www.example.com ",
    b"a=1&b=%C3%A9+c&Signature=x&d",
    br#"{"a": "b\b\f\n\r\t\"\\\/\u00e9\ud83d\ude00", "c": 1.5e3, "d": [1, "]"], "e": {"f": "}"}, "g": null}"#,
    br#" {"Action": "x", "b": tru"#,
    b"application/x-www-form-urlencoded",
    b"application/x-www-form-urlencoded; charset=utf-8",
    b"i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs=",
    b"i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf_Mj6vPxyYIs",
    b"\"i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf%2FMj6vPxyYIs%3D\"\n",
    b"8bdd6729ce0f580b7424921d5f0cfd1f1642243762cba71ffcc8fabcfc72608b",
    b"(stdin)= 8bdd6729ce0f580b7424921d5f0cfd1f1642243762cba71ffcc8fabcfc72608b\n",
    b"GET\nh\n/\nAction=x&b=%20",
];

/// A generator of numbers (xorshift64*, Vigna 2016).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 8
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn one<'a>(&mut self, of: &[&'a [u8]]) -> &'a [u8] {
        of[self.below(of.len())]
    }

    /// A text of any sort.
    pub fn text(&mut self, longest: usize) -> Vec<u8> {
        const ALPHABETS: [&[u8]; 5] = [
            b"abc.AB",
            b" +%&=;/~-_!'()*,:@",
            b"0123456789",
            b"\x00\r\n\t \x7f\"\\",
            b"\xc3\xa9\xff\xf0\x9f\x98\x80\xe2\x80\xa8",
        ];
        const PIECES: [&[u8]; 14] = [
            "\u{e9}".as_bytes(),
            "\u{1f600}".as_bytes(),
            "\u{ffee}".as_bytes(),
            b"%20",
            b"%2b",
            b"&amp;",
            b"%",
            b"Action",
            b"List Domains",
            b"2011-10-03T15:19:30Z",
            b"HmacSHA256",
            b"a=b&c=d",
            b"0",
            b"",
        ];
        let mut text = Vec::new();
        let len = self.below(longest + 1);
        let kind = self.below(8);
        while text.len() < len {
            match kind {
                0..=4 => text.push(ALPHABETS[kind][self.below(ALPHABETS[kind].len())]),
                5 => text.push(b'!' + self.below(94) as u8),
                6 => text.push(self.next() as u8),
                _ => text.extend(self.one(&PIECES)),
            }
        }
        text.retain(|byte| *byte != super::input::END);
        text
    }

    /// An input for any of the checks: a request that is mostly right, whose parameters begin at the text `params_at`.
    pub fn input(&mut self, params_at: usize) -> Vec<u8> {
        let mut head = [0; HEAD];
        head.iter_mut().for_each(|byte| *byte = self.next() as u8);
        // Mostly what can be signed.
        if self.below(8) > 0 {
            head[0] %= 5;
            head[1] %= 8;
            head[5] = 255 - head[5] % 60;
        }
        let mut texts: Vec<Vec<u8>> = Vec::new();
        let methods: [&[u8]; 7] = [b"GET", b"POST", b"get", b"", b"DELETE", b"pOst", b"G T"];
        texts.push(self.one(&methods).to_vec());
        let endpoints: [&[u8]; 14] = [
            b"https://h/",
            b"http://sdb.amazonaws.com",
            b"HTTPS://Cloud.Example:8773/services/Cloud",
            b"http://webservices.amazon.com/onca/xml",
            b"https://api.huobi.pro:443/v1/order",
            b"http://[::1]:8080/a%20b//c/",
            b"ws://127.0.0.1:80/~x",
            b"wss://a.b:65535",
            b"https:///p",
            b"http://h:0/",
            b"http://u@h/",
            b"ftp://h/",
            b"http://h/p?a=1",
            b"",
        ];
        texts.push(self.one(&endpoints).to_vec());
        texts.push(if self.below(4) > 0 { b"AKIAIOSFODNN7EXAMPLE".to_vec() } else { self.text(20) });
        texts.push(if self.below(4) > 0 { Vec::new() } else { self.text(20) });
        texts.push(if self.below(3) > 0 { Vec::new() } else { self.text(30) });
        while texts.len() < params_at {
            let text = if self.below(2) > 0 { self.text(60) } else { self.one(&EVIDENCE).to_vec() };
            texts.push(if self.below(2) > 0 { Vec::new() } else { text });
        }
        let names: [&[u8]; 12] = [
            b"Action",
            b"Timestamp",
            b"Expires",
            b"Version",
            b"Signature",
            b"SignatureMethod",
            b"AWSAccessKeyId",
            b"SecurityToken",
            b"Service",
            b"Param.1",
            b"Param.10",
            b"AssociateTag",
        ];
        let count = match self.below(16) {
            0 => 60 + self.below(40),
            1 => 0,
            _ => self.below(9),
        };
        for _ in 0..count {
            let name = match self.below(8) {
                0 => self.one(&names).to_vec(),
                1 => self.text(30),
                _ => [b"x", &self.text(8)[..]].concat(),
            };
            texts.push(name);
            texts.push(self.text(40));
        }
        let texts: Vec<&[u8]> = texts.iter().map(|text| &text[..]).collect();
        write(head, &texts)
    }
}
