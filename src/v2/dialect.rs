//! The clouds that speak Signature Version 2, one row each: what they add, how they write the time, what a POST sends
//! where. A new cloud is a new row.

use crate::timestamp::StampForm;

/// Which cloud's form of Signature Version 2 a request is signed in.
#[repr(C)]
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Nothing is added but Signature: the caller's parameters are the whole request. `access_key` and `unix_time` are
    /// not used; a session token is refused, because it would not be sent. A POST's parameters travel in the body, those
    /// of every other method in the URL, as in all dialects that do not say otherwise.
    #[default]
    AsGiven = 0,
    /// Amazon SimpleDB's query API, OpenStack's EC2 API and EC2-compatible clouds. Adds AWSAccessKeyId, SignatureMethod
    /// (HmacSHA256, or HmacSHA1 with `ASR_F_HMAC_SHA1`), SignatureVersion=2, Timestamp (`2011-10-03T15:19:30Z`) unless the
    /// caller gives Expires, and SecurityToken if a session token is given.
    AwsQuery = 1,
    /// NIFCLOUD: as AWS_QUERY, with AccessKeyId in place of AWSAccessKeyId.
    Nifcloud = 2,
    /// Amazon's Product Advertising API until 2020. Adds Service=AWSECommerceService, AWSAccessKeyId, Timestamp
    /// (`2011-10-03T15:19:30Z`), and Version=2011-08-01 unless the caller gives a Version; an endpoint without a path gets
    /// `/onca/xml`. Only GET; no session token.
    ProductAdvertising = 3,
    /// The HTX (formerly Huobi) exchange. Adds AccessKeyId, SignatureMethod (as AWS_QUERY), SignatureVersion=2 and Timestamp
    /// (`2017-05-11T15:19:30`, without a zone). All parameters travel in the URL, also those of a POST, whose JSON body is
    /// not signed and not given here. No session token.
    Htx = 4,
}

/// Where the parameters of a POST go. Those of every other method go into the URL.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Post {
    InBody,
    InUrl,
    Refused,
}

type Names = &'static [&'static [u8]];
type Pair = (&'static [u8], &'static [u8]);

/// One cloud's habits.
pub(crate) struct Row {
    pub(crate) dialect: Dialect,
    /// Whether nothing is added at all.
    pub(crate) adds_nothing: bool,
    /// The parameter that carries the access key id.
    pub(crate) access_key: Option<&'static [u8]>,
    /// The parameter that carries a session token.
    pub(crate) session_token: Option<&'static [u8]>,
    /// Whether SignatureMethod and SignatureVersion are sent.
    pub(crate) says_how: bool,
    /// The form of the Timestamp parameter.
    pub(crate) stamp: Option<StampForm>,
    /// Whether an Expires parameter of the caller's takes the place of Timestamp.
    pub(crate) expires: bool,
    /// Parameters that are always the same.
    pub(crate) fixed: &'static [Pair],
    /// Parameters that have this value unless the caller gives another.
    pub(crate) defaults: &'static [Pair],
    /// The path of an endpoint that has none.
    pub(crate) path: &'static [u8],
    /// Where a POST's parameters go.
    pub(crate) post: Post,
}

/// The version of the Product Advertising API that is asked for if no other is named.
pub(crate) const PRODUCT_ADVERTISING_VERSION: &[u8] = b"2011-08-01";

pub(crate) const TIMESTAMP: &[u8] = b"Timestamp";
pub(crate) const EXPIRES: &[u8] = b"Expires";
pub(crate) const VERSION: &[u8] = b"Version";
pub(crate) const SIGNATURE: &[u8] = b"Signature";

/// The names that are never signed: an old Signature is replaced by the new one.
pub(crate) const NEVER_SIGNED: Names = &[SIGNATURE];

/// The parameters that say how a request is signed, and what the second one always says.
pub(crate) const SIGNATURE_METHOD: &[u8] = b"SignatureMethod";
pub(crate) const SIGNATURE_VERSION: &[u8] = b"SignatureVersion";
pub(crate) const VERSION_2: &[u8] = b"2";

const TABLE: [Row; 5] = [
    Row {
        dialect: Dialect::AsGiven,
        adds_nothing: true,
        access_key: None,
        session_token: None,
        says_how: false,
        stamp: None,
        expires: false,
        fixed: &[],
        defaults: &[],
        path: b"/",
        post: Post::InBody,
    },
    Row {
        dialect: Dialect::AwsQuery,
        adds_nothing: false,
        access_key: Some(b"AWSAccessKeyId"),
        session_token: Some(b"SecurityToken"),
        says_how: true,
        stamp: Some(StampForm::WithZ),
        expires: true,
        fixed: &[],
        defaults: &[],
        path: b"/",
        post: Post::InBody,
    },
    Row {
        dialect: Dialect::Nifcloud,
        adds_nothing: false,
        access_key: Some(b"AccessKeyId"),
        session_token: Some(b"SecurityToken"),
        says_how: true,
        stamp: Some(StampForm::WithZ),
        expires: true,
        fixed: &[],
        defaults: &[],
        path: b"/",
        post: Post::InBody,
    },
    Row {
        dialect: Dialect::ProductAdvertising,
        adds_nothing: false,
        access_key: Some(b"AWSAccessKeyId"),
        session_token: None,
        says_how: false,
        stamp: Some(StampForm::WithZ),
        expires: false,
        fixed: &[(b"Service", b"AWSECommerceService")],
        defaults: &[(VERSION, PRODUCT_ADVERTISING_VERSION)],
        path: b"/onca/xml",
        post: Post::Refused,
    },
    Row {
        dialect: Dialect::Htx,
        adds_nothing: false,
        access_key: Some(b"AccessKeyId"),
        session_token: None,
        says_how: true,
        stamp: Some(StampForm::WithoutZone),
        expires: false,
        fixed: &[],
        defaults: &[],
        path: b"/",
        post: Post::InUrl,
    },
];

impl Dialect {
    /// The dialect with this number, if there is one.
    #[must_use]
    pub fn from_number(number: i32) -> Option<Dialect> {
        TABLE.iter().map(|row| row.dialect).find(|dialect| *dialect as i32 == number)
    }

    pub(crate) fn row(self) -> &'static Row {
        // The table stands in the order of the numbers, which a test holds it to.
        &TABLE[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_the_order_of_the_numbers() {
        for (number, row) in (0..).zip(&TABLE) {
            assert_eq!(row.dialect as i32, number);
            assert_eq!(Dialect::from_number(number), Some(row.dialect));
            assert!(row.dialect.row().dialect == row.dialect);
            let adds_names = row.access_key.is_some() || row.session_token.is_some() || row.stamp.is_some();
            let adds_pairs = row.says_how || !(row.fixed.is_empty() && row.defaults.is_empty());
            assert_eq!(row.adds_nothing, !(adds_names || adds_pairs));
        }
        assert_eq!(Dialect::from_number(5), None);
        assert_eq!(Dialect::from_number(-1), None);
    }
}
