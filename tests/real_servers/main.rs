//! Mailvet against servers that people really run. The practice world only answers DNS here: it names mail hosts on
//! loopback where nobody of its own listens, and real servers take those places.
#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]
#![cfg(target_os = "linux")]

mod exim;
mod manners;
mod opensmtpd;
mod postfix;
mod postfix_limits;
mod postfix_refusals;
mod proxy;
mod resolver;

/// One place for a real server, and domains whose mail goes there or nowhere.
const ZONE: &str = r#"
[[exchange]]
name = "real"
hosts = ["mx.real.test"]
temper = "refuse"

[[domain]]
name = "real.test"
mx = "real"

[[domain]]
name = "everything.test"
mx = "real"

[[domain]]
name = "users.test"
mx = "real"

[[domain]]
name = "elsewhere.test"
mx = "real"

[[domain]]
name = "nullmx.test"
dns = "null_mx"
"#;

/// The one place.
const HOST: &str = "mx.real.test";

/// The verdicts where a server accepts everybody: how far the signals lean is not these tests' affair.
const UNPROVEN: &str = "risky|likely_valid|likely_invalid";
