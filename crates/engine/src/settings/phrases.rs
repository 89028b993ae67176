//! What a setting has to be, each with the code by which a window says it in its own language.

mailvet_verdict::phrases! {
    /// What a setting has to be.
    pub PHRASES "setting" {
        must_be(key, rule) = "{key} must be {rule}";
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
        array() = "an array as in its example";
        policy(why) = "policy.rows: {why}";
    }
}
