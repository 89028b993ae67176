use super::*;

/// Names of real people from many languages, in the spellings that mail systems give them.
const NAMES: &str = include_str!("tests/names.txt");

fn signals(text: &str) -> Signals {
    Signals::read(&Address::parse(text).unwrap(), &Knowledge::shipped())
}

fn role(local: &str) -> Option<String> {
    signals(&format!("{local}@example.com")).role
}

fn meant(domain: &str) -> Option<String> {
    signals(&format!("anna@{domain}"))
        .typo_of
        .map(|address| address.strip_prefix("anna@").unwrap().to_owned())
}

fn names() -> impl Iterator<Item = &'static str> {
    NAMES.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace)
}

#[test]
fn an_ordinary_address_has_no_signals() {
    assert_eq!(signals("anna.smith@bakery.example"), Signals::default());
    assert_eq!(signals("anna.smith@bakery.example").flags(), Flags::default());
}

#[test]
fn each_signal_sets_its_flag_and_catch_all_is_left_to_the_judge() {
    for (text, flags) in [
        ("anna@mailinator.com", "disposable"),
        ("anna@duck.com", "alias"),
        ("sales@bakery.example", "role"),
        ("anna@gmail.com", "free"),
        ("anna+news@bakery.example", "tagged"),
        ("noreply@bakery.example", "no_reply"),
        ("spamtrap@bakery.example", "trap_like"),
        ("anna@gmial.con", "typo"),
        ("anna@bücher.example", "international"),
        ("x7k2p9q4mz@bakery.example", "gibberish"),
        ("info+x@gmail.com", "role|free|tagged"),
    ] {
        assert_eq!(signals(text).flags().to_string(), flags, "{text}");
    }
}

#[test]
fn functions_are_named_in_many_languages() {
    for (local, function) in [
        ("info", "information"),
        ("INFO", "information"),
        ("sales", "sales"),
        ("vertrieb", "sales"),
        ("ventas", "sales"),
        ("vendas", "sales"),
        ("sprzedaz", "sales"),
        ("myynti", "sales"),
        ("satis", "sales"),
        ("büro", "office"),
        ("bu\u{308}ro", "office"),
        ("biuro", "office"),
        ("iroda", "office"),
        ("kancelář", "office"),
        ("buchhaltung", "accounting"),
        ("comptabilite", "accounting"),
        ("kontakt", "contact"),
        ("contatto", "contact"),
        ("iletisim", "contact"),
        ("karriere", "jobs"),
        ("recrutement", "jobs"),
        ("pressestelle", "press"),
        ("datenschutz", "data protection"),
        ("postmaster", "postmaster"),
        ("abuse", "abuse"),
        ("hr", "human resources"),
        ("it", "it"),
        ("atencionalcliente", "customers"),
    ] {
        assert_eq!(role(local).as_deref(), Some(function), "{local}");
    }
}

/// Somebody in each of these countries writes to each of these functions.
#[test]
fn the_usual_functions_are_known_in_a_dozen_languages() {
    const FUNCTIONS: [&str; 4] = ["information", "sales", "office", "orders"];
    for (language, words) in [
        ("English", ["information", "sales", "office", "orders"]),
        ("German", ["infos", "vertrieb", "büro", "bestellung"]),
        ("French", ["informations", "ventes", "commercial", "commandes"]),
        ("Spanish", ["información", "ventas", "oficina", "pedidos"]),
        ("Portuguese", ["informações", "vendas", "escritório", "encomendas"]),
        ("Italian", ["informazioni", "vendite", "ufficio", "ordini"]),
        ("Dutch", ["informatie", "verkoop", "kantoor", "bestellingen"]),
        ("Polish", ["informacje", "sprzedaż", "biuro", "zamówienia"]),
        ("Czech", ["informace", "prodej", "kancelář", "objednávky"]),
        ("Romanian", ["informații", "vânzări", "birou", "comenzi"]),
        ("Swedish", ["information", "försäljning", "kontor", "beställning"]),
        ("Danish and Norwegian", ["informasjon", "salg", "kontor", "ordrer"]),
        ("Finnish", ["tiedot", "myynti", "toimisto", "tilaukset"]),
        ("Turkish", ["bilgi", "satış", "ofis", "sipariş"]),
        ("Hungarian", ["információ", "értékesítés", "iroda", "rendelés"]),
    ] {
        let known = words
            .iter()
            .filter(|word| role(word).is_some_and(|function| FUNCTIONS.contains(&function.as_str())));
        assert!(known.count() >= 3, "{language}: {:?}", words.map(role));
    }
}

#[test]
fn a_function_is_seen_beside_other_words() {
    for (local, function) in [
        ("sales-de", "sales"),
        ("de.sales", "sales"),
        ("sales.berlin", "sales"),
        ("info.berlin", "information"),
        ("berlin.info", "information"),
        ("info2", "information"),
        ("hr2", "human resources"),
        ("hr.uk", "human resources"),
        ("sales-team", "sales-team"),
        ("marketing_emea", "marketing"),
        ("customer.service", "customer.service"),
        ("customer-support", "customers"),
        ("support+ticket17", "support"),
        ("it-support", "it"),
        ("office.wien", "office"),
        ("uk-sales", "sales"),
    ] {
        assert_eq!(role(local).as_deref(), Some(function), "{local}");
    }
}

#[test]
fn names_of_persons_are_no_functions() {
    for local in [
        "mary.sales",
        "j.ira",
        "jan.podpora",
        "john.press",
        "anna.store",
        "ask.hansen",
        "dev.patel",
        "job.cohen",
        "alla.ivanova",
        "jan.it",
        "mt.smith",
        "it.wasowski",
        "anna.hr",
        "p.root",
        "post.malone",
        "alexa",
        "sydney",
        "saleswoman",
        "informer",
        "infante",
        "hrvoje",
        "markus",
        "teamo",
        "christian.booker",
        "sean.staff",
        "p.bureau",
        "eva.winkel",
    ] {
        assert_eq!(role(local), None, "{local}");
    }
    for name in names() {
        assert_eq!(role(name), None, "{name}");
    }
}

#[test]
fn mailboxes_that_nobody_reads_are_known_in_many_spellings() {
    for local in [
        "noreply",
        "no-reply",
        "no.reply",
        "No_Reply",
        "do-not-reply",
        "donotreply",
        "noreply-orders",
        "orders.noreply",
        "noreply2",
        "nepasrepondre",
        "ne-pas-repondre",
        "nichtantworten",
        "bitte-nicht-antworten",
        "no-responder",
        "naoresponda",
        "mailer-daemon",
        "bounces",
        "nieodpowiadaj",
        "neodpovidejte",
    ] {
        assert!(signals(&format!("{local}@example.com")).no_reply, "{local}");
    }
    for local in ["reply", "replies", "noreen", "bounceback.band", "nobodyknows", "anna.noor"] {
        assert!(!signals(&format!("{local}@example.com")).no_reply, "{local}");
    }
}

#[test]
fn a_tag_is_what_follows_the_first_plus() {
    let tag = |text: &str| signals(text).tag;
    assert_eq!(tag("anna+news@example.com").as_deref(), Some("news"));
    assert_eq!(tag("anna+a+b@example.com").as_deref(), Some("a+b"));
    for text in ["anna@example.com", "+anna@example.com", "anna+@example.com", "\"an +na\"@example.com"] {
        assert_eq!(tag(text), None, "{text}");
    }
}

#[test]
fn only_what_names_itself_is_trap_like_and_says_why() {
    for text in [
        "spamtrap@bakery.example",
        "my-honeypot@bakery.example",
        "noemail@bakery.example",
        "none@none.com",
        "test@test.com",
        "asdf@asdf.com",
        "name@example.com",
        "yourname@yourdomain.com",
        "max.mustermann@beispiel.de",
        "test@test.example",
    ] {
        let reason = signals(text).trap_like.unwrap_or_else(|| panic!("{text}"));
        assert!(reason.to_string().ends_with('.'), "{reason}");
    }
    for text in [
        "test@bakery.example",
        "anna@example.com",
        "john.doe@bakery.example",
        "user@gmail.com",
        "test@gmail.com",
        "trapp@bakery.example",
        "vontrapp@bakery.example",
        "none@bakery.example",
        "name@bakery.example",
        "anna@test.com",
        "smith@smith.example",
    ] {
        assert_eq!(signals(text).trap_like, None, "{text}");
    }
}

#[test]
fn slips_for_well_known_domains_are_seen() {
    for pair in include_str!("tests/slips.txt").lines().filter(|line| !line.starts_with('#')) {
        let (typed, expected) = pair.split_once(' ').unwrap();
        assert_eq!(meant(typed).as_deref(), Some(expected), "{typed}");
    }
}

#[test]
fn real_domains_are_no_slips() {
    for line in include_str!("tests/no-slips.txt").lines().filter(|line| !line.starts_with('#')) {
        for domain in line.split_whitespace() {
            assert_eq!(meant(domain), None, "{domain}");
        }
    }
}

#[test]
fn no_known_provider_is_a_slip_for_another() {
    let lists = Lists::shipped();
    for target in lists.typo_targets() {
        assert_eq!(meant(target.domain), None, "{}", target.domain);
    }
}

#[test]
fn a_suggestion_keeps_the_local_part_as_typed() {
    assert_eq!(signals("Anna.Smith+x@GMIAL.com").typo_of.as_deref(), Some("Anna.Smith+x@gmail.com"));
}

#[test]
fn random_keys_are_gibberish() {
    for local in [
        "dfgkjhdfkg",
        "sdfsdfsdf",
        "asdfghjk",
        "qwertyuiop",
        "qwertz",
        "poiuytrewq",
        "x7k2p9q4mz",
        "a1b2c3d4e5f6",
        "xqjzvkqwbx",
        "4f9c2a7be1d03586",
        "550e8400-e29b-41d4-a716-446655440000",
        "hjkgfdhjkg",
        "k9x2m4q8vz",
        "zxcvbnm",
        "news.dfgkjhdfkg",
    ] {
        assert!(signals(&format!("{local}@example.com")).gibberish, "{local}");
    }
}

#[test]
fn names_of_people_are_not_gibberish() {
    let names: Vec<&str> = names().collect();
    assert!(names.len() >= 200, "{}", names.len());
    for name in &names {
        assert!(!signals(&format!("{name}@example.com")).gibberish, "{name}");
        for around in ["1984", "01", "2024"] {
            assert!(!signals(&format!("{name}{around}@example.com")).gibberish, "{name}{around}");
        }
    }
    // Initials before a surname are the densest of what people are called by; a name without vowels is short already.
    let has_vowel = |name: &&&str| name.is_ascii() && name.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    for initial in ["j", "k", "sz", "th", "jp"] {
        for name in names.iter().filter(has_vowel) {
            assert!(!signals(&format!("{initial}{name}@example.com")).gibberish, "{initial}{name}");
        }
    }
}

#[test]
fn a_hundred_thousand_addresses_are_read() {
    let knowledge = Knowledge::shipped();
    let domains = [
        "bakery.example",
        "gmail.com",
        "gmial.com",
        "firm.com",
        "mailinator.com",
        "hotmail.con",
        "bücher.example",
        "x.co.uk",
    ];
    let (mut free, mut typos) = (0, 0);
    for n in 0..100_000_usize {
        let address = Address::parse(&format!("anna.smith{n}@{}", domains[n % domains.len()])).unwrap();
        let signals = Signals::read(&address, &knowledge);
        free += usize::from(signals.free);
        typos += usize::from(signals.typo_of.is_some());
    }
    assert_eq!((free, typos), (12_500, 25_000));
}
