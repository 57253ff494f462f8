//! The cases of all vector files, in one shape.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::Value;
use std::path::{Path, PathBuf};

/// A request and what others answered for it.
#[derive(Clone)]
pub struct Case {
    pub id: String,
    pub dialect: i32,
    pub flags: u32,
    pub method: String,
    pub endpoint: String,
    pub params: Vec<(String, String)>,
    pub access_key: String,
    pub secret: String,
    pub session_token: String,
    pub unix_time: i64,
    pub string_to_sign: String,
    pub signature: Option<String>,
}

const DIALECTS: [&str; 5] = ["as_given", "aws_query", "nifcloud", "product_advertising", "htx"];
const ANY_CREDENTIAL: u32 = 1;
const EMPTY_HOST: u32 = 2;
const HMAC_SHA1: u32 = 4;

impl Case {
    /// Where the signature belongs in a POST: see [`Case::expected`].
    fn travels_in_body(&self) -> bool {
        let htx = self.dialect == 4;
        self.method == "POST" && !htx
    }

    /// The case as an existing URL, its query written by `escape`, with the same dialect.
    pub fn as_url(&self, escape: impl Fn(&str) -> String) -> Case {
        let token = (!self.session_token.is_empty()).then(|| ("SecurityToken".to_owned(), self.session_token.clone()));
        let pairs: Vec<_> = (self.params.iter().cloned().chain(token))
            .map(|(name, value)| format!("{}={}", escape(&name), escape(&value)))
            .collect();
        let endpoint = format!("{}?{}", self.endpoint, pairs.join("&"));
        Case { endpoint, params: Vec::new(), session_token: String::new(), ..self.clone() }
    }

    /// The request as it is sent, its parameters all in the URL, and with `signature`; if the case has one.
    pub fn signed_url(&self) -> Option<String> {
        let expected = self.expected();
        let text = |stage| expected.iter().find(|(number, _)| *number == stage).map(|(_, text)| text);
        let (url, query) = (text(5)?, text(4)?);
        Some(if self.travels_in_body() { format!("{url}?{query}") } else { url.clone() })
    }

    fn new(case: &Value) -> Case {
        let text = |key: &str| case[key].as_str().unwrap_or_default().to_owned();
        let dialect = case["dialect"].as_str().unwrap_or("as_given");
        let secret = text("secret_key");
        let mut flags = 0;
        if secret.trim() != secret {
            flags |= ANY_CREDENTIAL;
        }
        if text("host").is_empty() && case["url"].is_null() {
            flags |= EMPTY_HOST;
        }
        match text("signature_method").as_str() {
            "HmacSHA256" => {}
            "HmacSHA1" => flags |= HMAC_SHA1,
            other => panic!("a case of another kind: {other}"),
        }
        Case {
            id: text("id"),
            dialect: DIALECTS.iter().position(|name| *name == dialect).expect("a known dialect") as i32,
            flags,
            method: text("method"),
            endpoint: match case["url"].as_str() {
                Some(url) => url.to_owned(),
                None => format!("{}://{}{}", text("scheme"), text("host"), text("path")),
            },
            params: (case["params"].as_array().into_iter().flatten())
                .map(|pair| {
                    (pair[0].as_str().expect("a name").to_owned(), pair[1].as_str().expect("a value").to_owned())
                })
                .collect(),
            access_key: text("access_key"),
            secret,
            session_token: text("session_token"),
            unix_time: case["unix_time"].as_i64().unwrap_or(0),
            string_to_sign: (case["string_to_sign_proved"].as_str())
                .or_else(|| case["string_to_sign"].as_str())
                .expect("a string to sign")
                .to_owned(),
            signature: case["signature_base64"].as_str().map(str::to_owned),
        }
    }

    /// What each stage must be, built from the answer without any code of the library. Stages that need a signature are
    /// left out where the source has none.
    pub fn expected(&self) -> Vec<(i32, String)> {
        let lines: Vec<&str> = self.string_to_sign.splitn(4, '\n').collect();
        let [_, host, path, canonical] = lines[..] else { panic!("{}: not four lines", self.id) };
        let mut expected = vec![(1, canonical.to_owned()), (2, self.string_to_sign.clone()), (6, String::new())];
        if let Some(signature) = &self.signature {
            let escaped = signature.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
            let joint = if canonical.is_empty() { "" } else { "&" };
            let query = format!("{canonical}{joint}Signature={escaped}");
            let scheme = self.endpoint.split("://").next().unwrap_or_default();
            let url = if self.travels_in_body() {
                format!("{scheme}://{host}{path}")
            } else {
                format!("{scheme}://{host}{path}?{query}")
            };
            expected.extend([(3, signature.clone()), (4, query), (5, url)]);
        }
        expected
    }
}

/// Reads a vector file; a file that cannot be read is a failure.
pub fn read(path: &Path) -> Vec<Case> {
    cases_of(path).iter().map(Case::new).collect()
}

fn cases_of(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    file.get("cases").unwrap_or(&file).as_array().expect("a list of cases").clone()
}

/// The vectors of this repository.
pub fn own() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    ["published.json", "sigv2.json"].iter().flat_map(|file| read(&folder.join(file))).collect()
}

/// The existing URLs of this repository, each as the endpoint of a case without parameters.
pub fn urls() -> Vec<Case> {
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/urls.json"))
}

/// The SOAP signatures of this repository, as the file has them.
pub fn soap() -> Vec<Value> {
    cases_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/soap.json"))
}

/// Third-party cases that are read in place, if the environment says where they are.
pub fn external() -> Option<Vec<Case>> {
    let folder = PathBuf::from(std::env::var_os("ASR_VECTORS").filter(|folder| !folder.is_empty())?);
    Some(["sigv2.json", "sigv2-differential.json"].iter().flat_map(|file| read(&folder.join(file))).collect())
}
