use proptest::prelude::*;

use super::*;

fn sound(text: &str) -> Address {
    Address::parse(text).unwrap_or_else(|fault| panic!("{text:?}: {fault}"))
}

fn fault(text: &str) -> SyntaxFault {
    Address::parse(text).expect_err(text)
}

fn extracted(cell: &str) -> String {
    Address::extract(cell).map_or_else(|fault| format!("{fault:?}"), |address| address.to_string())
}

#[test]
fn ordinary_and_unusual_addresses_are_sound() {
    for text in [
        "anna@example.com",
        "a@b.io",
        "anna.smith+news@mail.example.co.uk",
        "!#$%&'*+-/=?^_`{|}~@example.com",
        "123@example.com",
        "anna@123.com",
        "anna@a--b.example",
        "anna@r3---sn.example",
        "o'brien@example.ie",
        "\"anna smith\"@example.com",
        "\"a@b\"@example.com",
        "\"a\\\"b\\\\c\"@example.com",
        "\"..\"@example.com",
    ] {
        assert_eq!(sound(text).to_string(), text);
    }
}

#[test]
fn the_local_part_stays_as_typed_and_the_domain_is_lowered() {
    let address = sound("Anna.SMITH@Mail.EXAMPLE.Com");
    assert_eq!((address.local.as_str(), address.domain.as_str()), ("Anna.SMITH", "mail.example.com"));
}

#[test]
fn international_addresses_are_kept() {
    let address = sound("müller@Bücher.example");
    assert_eq!(address.to_string(), "müller@xn--bcher-kva.example");
    assert_eq!(address.unicode_domain(), "bücher.example");
    assert!(address.is_international() && address.needs_smtputf8());
    for text in [
        "用户@例え.jp",
        "θσερ@παράδειγμα.example",
        "इमेल@उदाहरण.example",
        "почта@пример.рф",
        "josé@exámple.es",
    ] {
        assert!(sound(text).is_international(), "{text}");
    }
}

#[test]
fn an_international_domain_alone_needs_no_smtputf8() {
    let address = sound("info@xn--bcher-kva.example");
    assert!(address.is_international() && !address.needs_smtputf8());
    assert_eq!(sound("info@b\u{fc}cher.example"), address);
    assert_eq!(
        sound("info@bu\u{308}cher。example"),
        address,
        "decomposed, and with the full stop of Chinese writing"
    );
}

#[test]
fn the_german_sharp_s_is_not_folded_away() {
    assert_eq!(sound("info@straße.example").domain, "xn--strae-oqa.example", "UTS 46, non-transitional");
}

#[test]
fn every_fault_is_named_precisely() {
    use SyntaxFault::*;
    let forbidden = |character, position, part| ForbiddenCharacter { character, position, part };
    let cases = [
        ("", Empty),
        (" \t", Empty),
        ("anna", NoAt),
        ("anna.example.com", NoAt),
        ("a@b@example.com", TwoAts),
        ("a@@example.com", TwoAts),
        ("\"a\"@b@example.com", TwoAts),
        ("a@example.com,b@example.com", SeveralAddresses),
        ("a@example.com b@example.com", SeveralAddresses),
        ("a@example.com / b@example.com", SeveralAddresses),
        ("@example.com", EmptyLocal),
        ("\"\"@example.com", EmptyLocal),
        ("anna@", EmptyDomain),
        (".anna@example.com", LeadingDot { part: Part::Local }),
        ("anna.@example.com", TrailingDot { part: Part::Local }),
        ("an..na@example.com", DoubleDot { part: Part::Local }),
        ("anna@.example.com", LeadingDot { part: Part::Domain }),
        ("anna@example.com.", TrailingDot { part: Part::Domain }),
        ("anna@example..com", DoubleDot { part: Part::Domain }),
        ("anna smith@example.com", Whitespace { position: 5 }),
        (" anna@example.com", Whitespace { position: 1 }),
        ("anna@exa mple.com", Whitespace { position: 9 }),
        ("anna@example.com\u{a0}", Whitespace { position: 17 }),
        ("anna\r\n @example.com", LineBreak { position: 5 }),
        ("an\u{200b}na@example.com", Invisible { character: '\u{200b}', position: 3 }),
        ("anna\u{0}@example.com", Invisible { character: '\0', position: 5 }),
        ("müller,x@example.com", forbidden(',', 7, Part::Local)),
        ("anna:x@example.com", forbidden(':', 5, Part::Local)),
        ("anna@exam_ple.com", forbidden('_', 10, Part::Domain)),
        ("anna@gmail,com", forbidden(',', 11, Part::Domain)),
        ("anna@example.com>", forbidden('>', 17, Part::Domain)),
        ("\"anna@example.com", UnclosedQuote),
        ("\"anna\\\"@example.com", UnclosedQuote),
        ("an\"na\"@example.com", MisplacedQuote { position: 3 }),
        ("\"an\"na@example.com", MisplacedQuote { position: 4 }),
        ("\"ann\u{e4}\n\"@example.com", LineBreak { position: 6 }),
        ("anna(home)@example.com", Comment),
        ("anna@example.com(work)", Comment),
        ("anna@[192.0.2.1]", AddressLiteral { literal: "[192.0.2.1]".into() }),
        ("anna@[IPv6:2001:db8::1]", AddressLiteral { literal: "[IPv6:2001:db8::1]".into() }),
        ("anna@[2001:db8::1]", BadAddressLiteral),
        ("anna@[192.0.2]", BadAddressLiteral),
        ("anna@[192.0.2.1", BadAddressLiteral),
        ("anna@localhost", NoTld { domain: "localhost".into() }),
        ("anna@192.0.2.1", NumericTld { tld: "1".into() }),
        ("anna@example.123", NumericTld { tld: "123".into() }),
        ("anna@-example.com", LabelHyphen { label: "-example".into() }),
        ("anna@example-.com", LabelHyphen { label: "example-".into() }),
        ("anna@xn--a-ä.example", BadIdn { label: "xn--a-ä".into() }),
        ("anna@xn--0.example", BadIdn { label: "xn--0".into() }),
    ];
    for (text, expected) in cases {
        assert_eq!(fault(text), expected, "{text:?}");
    }
}

#[test]
fn the_limits_of_length_are_those_of_the_rfcs() {
    let local = |n: usize| "a".repeat(n);
    assert!(Address::parse(&format!("{}@example.com", local(64))).is_ok());
    assert_eq!(fault(&format!("{}@example.com", local(65))), SyntaxFault::LocalTooLong { octets: 65 });
    assert_eq!(fault(&format!("{}@example.com", "ä".repeat(33))), SyntaxFault::LocalTooLong { octets: 66 });
    assert!(Address::parse(&format!("a@{}.com", local(63))).is_ok());
    assert_eq!(fault(&format!("a@{}.com", local(64))), SyntaxFault::LabelTooLong { label: local(64) });
    let domain = |n: usize| format!("{}.{}.{}.{}.com", local(60), local(60), local(60), local(n));
    assert_eq!(domain(60).len(), 247);
    assert!(Address::parse(&format!("abcdef@{}", domain(60))).is_ok(), "254 in all");
    assert_eq!(fault(&format!("abcdefg@{}", domain(60))), SyntaxFault::AddressTooLong { octets: 255 });
    let long = format!("{}.{}", local(60), domain(60));
    assert_eq!(fault(&format!("a@{long}")), SyntaxFault::DomainTooLong { octets: 308 });
}

#[test]
fn decomposed_letters_are_measured_composed() {
    let (decomposed, composed) = ("u\u{308}", "\u{fc}");
    let at = |letter: &str, n: usize, domain: &str| format!("{}@{domain}", letter.repeat(n));
    // 96 octets as typed, 64 composed.
    assert_eq!(sound(&at(decomposed, 32, "example.com")).local, composed.repeat(32));
    assert_eq!(fault(&at(decomposed, 33, "example.com")), SyntaxFault::LocalTooLong { octets: 66 });
    // What fits stands as it was typed.
    assert_eq!(sound(&at(decomposed, 20, "example.com")).local, decomposed.repeat(20));
    let domain = [60, 60, 60, 43].map(|n| "a".repeat(n)).join(".") + ".com";
    assert_eq!(domain.len(), 230);
    // 23 octets are left beside the domain and the @: not enough for the 33 that were typed.
    assert_eq!(sound(&at(decomposed, 11, &domain)).local, composed.repeat(11));
    assert_eq!(fault(&at(decomposed, 12, &domain)), SyntaxFault::AddressTooLong { octets: 255 });
    // The domain is composed as its A-labels are made.
    assert_eq!(sound("a@bu\u{308}cher.example"), sound("a@b\u{fc}cher.example"));
    let label = |letter: &str| format!("a@{}.example", letter.repeat(40));
    assert_eq!(sound(&label(decomposed)), sound(&label(composed)));
}

#[test]
fn a_label_that_grows_too_long_as_an_a_label_is_refused() {
    let label = "ü".repeat(63);
    assert!(matches!(fault(&format!("a@{label}.com")), SyntaxFault::LabelTooLong { .. }));
}

#[test]
fn each_fault_has_a_plain_sentence() {
    for (text, sentence) in [
        ("anna@gmail,com", "The character “,” at position 11 may not stand in the domain."),
        ("an\u{200b}na@example.com", "There is an invisible character (U+200B) at position 3."),
        (".anna@example.com", "The part before the @ begins with a dot."),
        ("anna@localhost", "The domain “localhost” has no ending such as .com."),
    ] {
        assert_eq!(fault(text).to_string(), sentence);
    }
}

#[test]
fn faults_survive_the_store() {
    let fault = fault("anna@gmail,com");
    let json = serde_json::to_string(&fault).unwrap();
    assert_eq!(json, r#"{"fault":"forbidden_character","character":",","position":11,"part":"domain"}"#);
    assert_eq!(serde_json::from_str::<SyntaxFault>(&json).unwrap(), fault);
}

#[test]
fn a_cell_is_unwrapped_before_it_is_read() {
    for cell in [
        "anna@example.com",
        "  anna@example.com\t",
        "\u{feff}anna@example.com\u{200b}",
        "an\u{ad}na@exam\u{200d}ple.com",
        "\u{a0}anna@example.com\u{3000}",
        "<anna@example.com>",
        "Anna <anna@example.com>",
        "\"Smith, Anna\" <anna@example.com>",
        "anna@example.com <anna@example.com>",
        "'anna@example.com' <Anna@example.com>",
        "mailto:anna@example.com",
        "MAILTO:anna%40example.com?subject=Hello%20you",
        "Anna <mailto:anna@example.com>",
        "\"anna@example.com\"",
        "\u{201c}anna@example.com\u{201d}",
        "anna@example.com;",
        " anna@example.com , ",
    ] {
        assert_eq!(extracted(cell).to_lowercase(), "anna@example.com", "{cell:?}");
    }
}

#[test]
fn unwrapping_never_guesses() {
    assert_eq!(extracted("anna@example.com."), "TrailingDot { part: Domain }");
    assert_eq!(extracted("Anna <anna@example.com>, Ben <ben@example.com>"), "SeveralAddresses");
    assert_eq!(extracted("anna@example.com <ben@example.com>"), "SeveralAddresses");
    assert_eq!(extracted("\"anna smith\"@example.com"), "\"anna smith\"@example.com");
    assert_eq!(extracted("anna smith@example.com"), "Whitespace { position: 5 }");
    assert_eq!(extracted(" \u{200b} "), "Empty");
    assert_eq!(extracted("<>"), "Empty");
}

#[test]
fn joiners_that_belong_to_a_spelling_are_kept() {
    let name = "نامه\u{200c}ای";
    assert_eq!(Address::extract(&format!("\u{200c}{name}@example.com ")).unwrap().local, name);
}

#[test]
fn a_faulty_text_is_repaired_where_one_meaning_is_near() {
    for (text, meant) in [
        ("anna@example.com.", "anna@example.com"),
        ("anna@gmail,com", "anna@gmail.com"),
        ("anna@gmail;com", "anna@gmail.com"),
        ("anna@@example.com", "anna@example.com"),
        ("anna@example..com", "anna@example.com"),
        ("anna..smith@example.com", "anna.smith@example.com"),
        (".anna.@example.com", "anna@example.com"),
        ("anna @ example.com", "anna@example.com"),
        ("anna@ example .com", "anna@example.com"),
        ("anna(at)example.com", "anna@example.com"),
        ("anna [AT] example [dot] com", "anna@example.com"),
        ("anna at example dot com", "anna@example.com"),
        ("anna@example.com (work)", "anna@example.com"),
        ("anna＠example．com", "anna@example.com"),
        ("\"anna@example.com", "anna@example.com"),
        ("<anna@example.com", "anna@example.com"),
        ("anna@gmailcom", "anna@gmail.com"),
        ("anna@gmail com", "anna@gmail.com"),
        ("anna@yahoocouk", "anna@yahoo.co.uk"),
        ("anna.smith.gmail.com", "anna.smith@gmail.com"),
        ("anna2gmail.com", "anna@gmail.com"),
        ("anna@-example.com", "anna@example.com"),
        ("müller@bücher,example", "müller@bücher.example"),
        ("mailto:anna@example,com", "anna@example.com"),
    ] {
        assert_eq!(Address::repair(text).as_deref(), Some(meant), "{text:?}");
    }
}

#[test]
fn nothing_is_suggested_where_nothing_is_wrong_or_nothing_is_near() {
    for text in [
        "anna@example.com",
        "Anna <anna@example.com>",
        "",
        "anna",
        "anna@",
        "@gmail.com",
        "anna@localhost",
        "a@example.com, b@example.com",
        "a@b@example.com",
        "anna smith@example.com",
        "anna@[192.0.2.1]",
        "n/a",
        "gmail.com",
    ] {
        assert_eq!(Address::repair(text), None, "{text:?}");
    }
}

#[test]
fn one_mailbox_has_one_key() {
    let key = |text: &str| sound(text).duplicate_key();
    assert_eq!(key("Anna@Example.COM"), "anna@example.com");
    assert_eq!(key("\"anna\"@example.com"), key("anna@example.com"));
    assert_eq!(key("M\u{dc}LLER@bücher.example"), key("mu\u{308}ller@xn--bcher-kva.example"));
    assert_ne!(key("an.na@gmail.com"), key("anna@gmail.com"));
    assert_ne!(key("\"anna smith\"@example.com"), key("annasmith@example.com"));
}

/// A sound local part, a sound domain, in all the ways that the grammar knows.
fn sound_text() -> impl Strategy<Value = String> {
    let atom = "[a-zA-Z0-9!#$%&'*+/=?^_`{|}~äöüßéøłαж漢-]{1,8}";
    let dotted = prop::collection::vec(atom, 1..4).prop_map(|atoms| atoms.join("."));
    let quoted = r#"([ !#-\[\]-~]|\\["\\ a]){1,16}"#.prop_map(|inner| format!("\"{inner}\""));
    let label = "[a-zA-Z0-9]([a-zA-Z0-9]|[a-z]-[a-z]){0,6}[a-zA-Z0-9äöüéłαж漢]?";
    let domain = (prop::collection::vec(label, 1..4), "[a-zA-Z]{2,6}");
    (prop_oneof![4 => dotted, 1 => quoted], domain)
        .prop_map(|(local, (labels, tld))| format!("{local}@{}.{tld}", labels.join(".")))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_short_way_leads_where_the_long_one_does(
        text in prop_oneof![
            r"[a-cA-C0.+_]{1,6}@[a-cA-C0x\-.]{1,12}",
            r"[a-z.'@ ]{0,4}@(XN--a|xn-|1|a){0,2}[a-z0-9\-.]{0,70}",
        ],
    ) {
        let long = Address::parse(&extract::unwrap(&text));
        if let Some(short) = parse::plain(&text) {
            prop_assert_eq!(Ok(short), long.clone());
        }
        prop_assert_eq!(Address::extract(&text), long);
    }

    #[test]
    fn no_text_panics(text in any::<String>()) {
        let _ = (Address::parse(&text).map_err(|fault| fault.to_string()), Address::extract(&text), Address::repair(&text));
    }

    #[test]
    fn no_text_of_mail_characters_panics(text in r#"[a-c@.,"<>()\[\]\\ :;%\-äß\u{200b}\u{3002}＠]{0,24}"#) {
        let _ = (Address::parse(&text).map_err(|fault| fault.to_string()), Address::extract(&text), Address::repair(&text));
    }

    #[test]
    fn what_is_shown_reads_back_the_same(text in sound_text()) {
        if let Ok(address) = Address::parse(&text) {
            prop_assert_eq!(Address::parse(&address.to_string()), Ok(address.clone()));
            prop_assert_eq!(Address::parse(&format!("{}@{}", address.local, address.unicode_domain())), Ok(address.clone()));
            if !text.contains(['<', '>']) {
                prop_assert_eq!(Address::extract(&format!(" Anna <{text}>;")), Ok(address));
            }
        }
    }

    #[test]
    fn sound_texts_are_mostly_found_sound(texts in prop::collection::vec(sound_text(), 40)) {
        prop_assert!(texts.iter().filter(|text| Address::parse(text).is_ok()).count() > 20);
    }

    #[test]
    fn case_does_not_change_the_key(text in sound_text().prop_filter("ß and final sigma have no one-letter capital", |t| !t.contains(['ß', 'α']))) {
        if let Ok(address) = Address::parse(&text) {
            let upper = Address { local: address.local.to_uppercase(), ..address.clone() };
            prop_assert_eq!(upper.duplicate_key(), address.duplicate_key());
        }
    }

    #[test]
    fn a_repair_is_sound_and_needs_no_other(text in r#"[a-c]{1,3}[ .]?(@|@@| @ |\(at\))[a-c.,]{1,8}(com|\.com|,com|com\.)"#) {
        if let Some(meant) = Address::repair(&text) {
            prop_assert!(Address::parse(&meant).is_ok());
            prop_assert_eq!(Address::repair(&meant), None);
        }
    }
}
