//! What a scenario may say, and what is refused with a clear sentence.

use mailvet_world::{Scenario, ScenarioError};

const EXCHANGE: &str = "[[exchange]]\nname = \"it\"\nhosts = [\"mx.it-net.example\"]\n";

fn fault(text: &str) -> ScenarioError {
    Scenario::from_toml(text).expect_err("a fault")
}

#[test]
fn an_unknown_key_is_named() {
    assert!(fault(&format!("{EXCHANGE}tempr = \"greylist\"")).to_string().contains("tempr"));
    assert!(fault("[[domains]]\nname = \"x.example\"").to_string().contains("domains"));
}

#[test]
fn a_domain_has_to_lead_somewhere() {
    let domain = |rest: &str| format!("{EXCHANGE}[[domain]]\nname = \"it.example\"\n{rest}");
    assert_eq!(fault(&domain("")).to_string(), "domain \"it.example\" needs an mx");
    assert!(fault(&domain("mx = \"other\"")).to_string().contains("neither an exchange nor a host"));
    assert!(fault(&domain("mx = [\"mx.other.example:10\"]")).to_string().contains("mx.other.example:10"));
    assert!(
        fault(&domain("mx = [\"mx.it-net.example\"]")).to_string().contains("mx.it-net.example"),
        "no preference"
    );
    assert!(fault(&domain("dns = \"null_mx\"\nmx = \"it\"")).to_string().contains("it has no mx"));
    assert!(
        fault(&domain("dns = \"implicit\"\nmx = [\"mx.it-net.example:1\"]")).to_string().contains("implicit")
    );
    assert!(Scenario::from_toml(&domain("mx = [\"mx.it-net.example:10\"]")).is_ok());
}

#[test]
fn nothing_is_there_twice() {
    let twice = fault(&EXCHANGE.repeat(2));
    assert_eq!(twice, ScenarioError::Twice { what: "exchange", name: "it".into() });
    let host = "[[exchange]]\nname = \"other\"\nhosts = [\"mx.it-net.example\"]\n";
    assert_eq!(
        fault(&format!("{EXCHANGE}{host}")),
        ScenarioError::Twice { what: "host", name: "mx.it-net.example".into() }
    );
    let mailboxes =
        "[[domain]]\nname = \"it.example\"\nmx = \"it\"\nmailboxes = [\"anna\"]\nabsent = [\"Anna\"]\n";
    assert_eq!(
        fault(&format!("{EXCHANGE}{mailboxes}")),
        ScenarioError::Twice { what: "mailbox", name: "anna".into() }
    );
}

#[test]
fn names_are_those_of_dns() {
    for name in ["MX.it.example", "mx", "mx..example", "-mx.example", "mx_1.example", "müller.example", ""] {
        let text = format!("[[exchange]]\nname = \"it\"\nhosts = [\"{name}\"]");
        assert_eq!(fault(&text), ScenarioError::BadName { what: "host", name: name.into() });
    }
    assert_eq!(fault("[[exchange]]\nname = \"it\"\nhosts = []"), ScenarioError::NoHost("it".into()));
}
