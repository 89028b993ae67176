//! What happens in a conversation beside what is said, as it stands in a transcript and in the evidence: in English, as the words
//! of servers are kept there as well. A window that speaks another language knows each of these by its words.

mailvet_verdict::phrases! {
    /// What happens in a conversation.
    pub(crate) EVENTS "event" {
        calling(host, at) = "calling {host} at {at}";
        no_address_known() = "no address is known";
        no_address_of_kind() = "no address of the kind that the settings use";
        not_contacted(kind) = "not contacted: a {kind} address";
        connected() = "connected";
        connected_through(proxy) = "connected through the proxy {proxy}";
        no_connection(why) = "no connection: {why}";
        no_connection_within(limit) = "no connection within {limit}";
        cannot_send_from(address, why) = "cannot send from {address}: {why}";
        // The proxy between.
        of_proxy(proxy, why) = "the proxy {proxy}: {why}";
        name_not_found(why) = "its name was not found: {why}";
        name_not_found_within(limit) = "its name was not found within {limit}";
        not_callable() = "it has no address that can be called from here";
        no_way_within(limit) = "no way to the mail host within {limit}";
        hung_up() = "it hung up";
        // How it ended.
        given_up() = "given up: asked to stop";
        closed_by_us() = "closed: asked to stop";
        closed_by_server() = "closed by the server";
        lost(why) = "connection lost: {why}";
        no_reply() = "no reply in time";
        takes_nothing() = "the server takes nothing more";
        // What is no SMTP.
        out_of_turn() = "the server spoke out of turn";
        reply_to_nothing(reply) = "a reply to nothing: {reply}";
        too_much(kib) = "more than {kib} KiB in one session";
        endless_reply(kib) = "the reply did not end within {kib} KiB";
        endless_line(kib) = "a line did not end within {kib} KiB";
        too_many_lines(lines) = "the reply did not end within {lines} lines";
        no_code(text) = "no reply code: {text}";
        code_changed(first, second) = "the reply code changed from {first} to {second} within one reply";
        unspeakable() = "the address has a control character in it and was not sent";
        // Encryption.
        agreed(version, cipher, certificate, trust, fit) = "{version} agreed ({cipher}); {certificate}; {trust}; {fit}";
        no_certificate() = "no certificate that could be read";
        certificate(subject, issuer, until) = "certificate of {subject} by {issuer}, valid until {until}";
        trusted() = "trusted";
        not_trusted() = "not trusted";
        trust_not_checked() = "trust not checked";
        for_this_host() = "for this host";
        for_another_host() = "for another host";
        host_not_checked() = "host not checked";
        encrypted_already() = "encrypted already";
        handshake_failed(why) = "the TLS handshake failed: {why}";
        handshake_lost(why) = "connection lost in the TLS handshake: {why}";
        no_handshake() = "no TLS handshake in time";
    }
}
