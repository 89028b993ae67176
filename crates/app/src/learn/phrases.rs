//! What is said of a file of outcomes, each with the code by which a window says it in its own language.

mailvet_verdict::phrases! {
    /// What a file was taken for, and why a row was not understood.
    pub(crate) LEARNING "learn" {
        as_list() = "a list";
        as_message() = "a message";
        as_mbox() = "an mbox of messages";
        as_folder() = "a folder of messages";
        as_events() = "events";
        no_address() = "no e-mail address";
        unknown_word() = "an unknown word for an outcome";
        checkers_word() = "a verdict of a check, which is no outcome of mail";
        own_verdict() = "a verdict of Mailvet's own, which is no outcome of mail";
        no_json() = "no JSON";
        no_outcome() = "no address or no outcome";
        no_message() = "no message";
        made_by(service, what) = "{service}, {what}";
        activity_feed() = "activity feed";
        bounces() = "bounces";
        unsubscribes_and_bounces() = "unsubscribes and bounces";
        contacts() = "contacts";
        cleaned_contacts() = "cleaned contacts";
        unsubscribed_contacts() = "unsubscribed contacts";
        bounced_in_campaign() = "bounced in a campaign";
    }
}
