//! What a setting has to be, each with the code by which a window says it in its own language.

use mailvet_verdict::Sentence;

mailvet_verdict::phrases! {
    /// What a setting has to be.
    pub PHRASES "setting" {
        at(line, column, what) = "line {line}, column {column}: {what}";
        must_be(key, rule) = "{key} must be {rule}";
        cannot_be(key, words) = "{key} cannot be used: “{words}”";
        unknown(key) = "there is no setting “{key}”";
        unknown_but_near(key, meant) = "there is no setting “{key}”; perhaps {meant} was meant";
        no_group(group) = "there is no group of settings {group}";
        no_group_but_near(group, meant) = "there is no group of settings {group}; perhaps {meant} was meant";
        // What is no TOML.
        twice() = "this key was there before";
        unquoted() = "a text has to stand in quotes";
        no_value() = "a key has no value: write key = value";
        unclosed_bracket() = "a bracket is not closed";
        unclosed_quote() = "a quotation mark is not closed, or there is something odd between the two";
        line_goes_on() = "the line goes on where it should end";
        in_the_readers_words(words) = "the reader of TOML says “{words}”";
        // What a value has to be.
        at_least_one() = "at least 1";
        from_to(least, most) = "{least} to {most}";
        one_two_or_three() = "1, 2 or 3";
        at_most(most) = "at most {most}";
        empty_or_name() = "empty, a name such as mail.example.org, or an address such as [192.0.2.1]";
        empty_or_address() = "empty or an address such as probe@example.org";
        address_of_that_kind() = "an address of the kind that network.ip names";
        empty_or_service() = "empty or as in https://ip.example.org/";
        web_address() = "an address of the web such as https://keys.example.org/";
        names_of_zones() = "names of DNS zones such as dbl.example.org";
        true_or_false() = "true or false";
        whole_number() = "a whole number";
        number_in_range() = "a whole number that is neither negative nor too large";
        array() = "an array as in its example";
        list_in_brackets() = "a list in brackets";
        text_in_quotes() = "a text in quotes";
        a_group(name) = "a group of settings that begins with [{name}]";
        one_of(choices) = "one of {choices}";
        a_time() = "a time such as \"90s\" or \"4h\"";
        own_address() = "an address of this machine such as \"192.0.2.7\"";
        addresses() = "addresses, as in \"203.0.113.7\"";
        addresses_with_ports() = "addresses with ports, as in \"127.0.0.1:53\"";
        proxy_scheme() = "one that begins with socks5:// or socks5h://";
        proxy_host() = "one with a host, as in socks5://proxy.example.org:1080; an IPv6 address stands in brackets";
        proxy_port() = "one with a port from 1 to 65535";
        proxy_login() = "one with a login as in user:password, each of 1 to 255 bytes, special characters as in %40 for @";
        policy(why) = "policy.rows: {why}";
    }
}

/// The rule that is said so in English. A reader of a value can hand on nothing but a text; ours hand on the words of a rule.
pub(super) fn rule(words: &str) -> Option<Sentence> {
    let mut rules = PHRASES.iter().filter(|phrase| phrase.places().is_empty());
    rules.find(|phrase| phrase.english() == words).map(|phrase| Sentence::new(phrase, Vec::new()))
}
