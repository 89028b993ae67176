//! What the connection doctor says, each with the code by which a window says it in its own language. Every sentence says what
//! receivers see, not what a standard says.

crate::phrases! {
    /// What the doctor says.
    pub(crate) DOCTOR "doctor" {
        // Headline and outlooks.
        ready() = "Mail servers can be asked from here.";
        turned_away() = "Mail servers are reached, and turn this machine away.";
        some_refuse(names) = "Mail servers can be asked from here, but not all of them: {names} will refuse.";
        some_may_refuse(names) = "Mail servers can be asked from here; some may refuse: {names}.";
        not_known_in_full() = "Mail servers can be asked from here; what they make of this machine is not known in full.";
        provider_unreachable(name) = "From here {name} cannot be reached, so nothing can be asked there.";
        provider_refuses(name, missing) = "{name} will refuse this machine, because {missing}.";
        provider_may_refuse(name, missing) = "{name} may refuse this machine, because {missing}.";
        provider_not_known(name) = "Whether {name} can be reached is not known.";
        provider_accepts(name) = "Nothing was found that {name} would refuse.";
        provider_open_questions(name) = "What {name} will say is not known: not everything that counts there could be found out.";
        small_operators() = "Servers of smaller operators";
        // What was not found out.
        not_asked(what) = "{what} was not asked about.";
        timed_out(what) = "{what} is not known: no answer in time.";
        deferred(what) = "{what} is not known: “later” was the answer.";
        refused_us(what) = "{what} is not known: we were refused.";
        unreachable(what) = "{what} is not known: nobody was reached.";
        failed(what) = "{what} is not known: there was no usable answer.";
        no_own_address(what) = "{what} is not known, because our own address is not.";
        the_resolver() = "The DNS resolver";
        the_port(port) = "Port {port}";
        the_clock() = "The clock";
        the_public_address() = "The address that mail servers see";
        the_reverse_name() = "The reverse name";
        the_block_lists() = "Block lists";
        whether_listed() = "Whether lists name the address";
        the_ipv6() = "IPv6";
        the_greeting_name() = "The greeting name";
        the_sender_domain() = "The sender's domain";
        the_sender_policy() = "The sender policy";
        what_policy_says() = "What the sender policy says";
        // DNS.
        dns_serv_fail() = "the name servers failed (SERVFAIL)";
        dns_refused() = "the resolver refused to answer";
        dns_timed_out() = "no answer in time";
        dns_unusable() = "the answer was of no use";
        no_address() = "no address";
        // Resolver.
        resolver_invents() = "The resolver invents answers: a name that does not exist got an address. Domains that are dead would look alive.";
        resolver_invents_remedy() = "Name another resolver in [dns] servers; those of your provider are often the ones that do this.";
        resolver_useless(why) = "The resolver gives no usable answers: {why}.";
        resolver_useless_remedy() = "Look after the network, or name a resolver in [dns] servers.";
        resolver_sound() = "DNS answers, and says so when a name does not exist.";
        resolver_ignorant(name) = "The resolver knows nothing of {name}, which exists.";
        resolver_ignorant_remedy() = "It may serve names of this network only; name another resolver in [dns] servers.";
        resolver_half_known(why) = "DNS answers. Whether it says so when a name does not exist is not known: {why}.";
        resolver_silent(name, why) = "The resolver did not answer for {name}: {why}.";
        // Port.
        port_open_in_part(port, reached, count) = "Port {port} is open: {reached} of {count} mail hosts were reached.";
        port_open(port) = "Port {port} is open: every mail host that was called answered.";
        port_unwelcome(port, words) = "Port {port} is open, but the mail hosts turn this machine away: “{words}”.";
        port_unwelcome_remedy() = "What they mind is said below; until it is put right, most answers will be about this machine and not about addresses.";
        port_shut(port, count) = "Port {port} is shut: none of {count} mail hosts could be reached. Most home and office networks, and many clouds, block it.";
        port_shut_remedy() = "Run Mailvet on a server whose port 25 is open, go through a SOCKS5 proxy there, or use quick mode, which asks no mail server. Some providers open the port when they are asked.";
        port_rejected(port) = "Port {port} is shut: something on the way refuses every connection to a mail host at once.";
        port_rejected_remedy() = "A firewall on this machine or in this network does that. Run Mailvet on a server whose port 25 is open, go through a SOCKS5 proxy there, or use quick mode, which asks no mail server.";
        port_intercepted(stranger) = "Something on the way answers in the place of mail hosts: {stranger} spoke for more than one of them.";
        port_intercepted_remedy() = "What it says of an address proves nothing. Run Mailvet on a server whose port 25 is open, go through a SOCKS5 proxy there, or use quick mode, which asks no mail server.";
        port_struck_out(port) = "Port {port} is open, but a firewall on the way strikes out what mail hosts say.";
        port_struck_out_remedy() = "Switch off the “inspection” of SMTP in the firewall: it breaks encryption and hides replies.";
        port_no_host(port) = "Whether port {port} is open is not known: no mail host to try it with was found in DNS.";
        // Trials.
        trial_greeted() = "answered";
        trial_refused_us(reply) = "refused us: {reply}";
        trial_connection_refused() = "refused the connection";
        trial_timed_out() = "did not answer";
        trial_unreachable() = "no way leads there";
        trial_no_address() = "has no address that could be looked up";
        trial_forbidden_address() = "is on a private or reserved address, which is not contacted";
        trial_not_called() = "was not called";
        trial_other_family() = "has no address of the kind that [network] ip allows";
        trial_bind_failed() = "was not called: the address in [network] bind is not this machine's";
        trial_proxy_down() = "was not called: the proxy does not answer";
        trial_proxy_login() = "was not called: the proxy wants another login";
        trial_proxy_refused() = "was not called: the proxy does not let us";
        trial_proxy_no_route() = "was not reached from the proxy";
        trial_silent() = "was reached and then said nothing";
        trial_hung_up() = "was reached and hung up";
        trial_garbled(detail) = "sent something that is no SMTP: {detail}";
        trial_at(what, ip) = "{what} ({ip})";
        trial_with_banner(what, banner) = "{what}: {banner}";
        // Clock.
        clock_no_witness() = "Nobody who was asked told the time, so there is nothing to hold this machine's clock against.";
        clock_right() = "This machine's clock is right.";
        clock_off(time) = "This machine's clock is off by {time}.";
        minutes(count) = "{count} {count:minute|minutes}";
        hours(count) = "{count} {count:hour|hours}";
        days(count) = "{count} {count:day|days}";
        clock_off_remedy() = "Let the system set its clock by the network: waits that servers ask for are counted by it.";
        clock_compared(theirs, ours) = "{theirs} there, {ours} here";
        // Public address.
        address_not_named() = "The address that mail servers see is not known: none of those that were reached names it in its greeting.";
        address_not_named_remedy() = "Write it into [doctor] public_addresses, or name a service that tells it in [doctor] address_service.";
        address_seen(ip) = "Mail servers see {ip}.";
        address_several() = "Mail servers see more than one address: connections leave by different ways.";
        address_several_remedy() = "Greylisting wants the same address every time; make the way out a fixed one.";
        by_settings() = "by the settings";
        said_by(who) = "said {who}";
        by_interface() = "this machine's own interface";
        // Reverse name.
        ptr_none(ip) = "{ip} has no name in DNS. Many operators refuse such addresses before anything is said.";
        ptr_not_known(ip) = "Whether {ip} has a name is not known: DNS gave no usable answer.";
        ptr_not_back(ip) = "The name of {ip} does not lead back to it, so receivers do not believe it.";
        ptr_back_not_known(ip) = "Whether the name of {ip} leads back to it is not known: DNS gave no usable answer.";
        ptr_generic(ip) = "The name of {ip} looks like one that a provider makes for every line.";
        ptr_sound() = "The address has a name of its own that leads back to it.";
        name_leads_to(name, answer) = "{name}, which leads to: {answer}";
        no_name() = "no name";
        name_not_known() = "not known";
        // Block lists.
        listed(ip, lists) = "{ip} is on {lists}. Operators that use the list refuse it, whatever it asks.";
        listed_remedy(page) = "Have the address taken off the list, or run Mailvet from another one. {page} says why and how.";
        lists_silent() = "Whether the address is on a block list is not known: no list answers through this resolver.";
        lists_silent_remedy() = "Lists do not answer public resolvers; use the resolver of your provider, or one of your own.";
        lists_clear_in_part(clear, count) = "{clear} of {count} block lists answer, and the address is on none of them.";
        lists_clear(count) = "The address is on none of {count} block lists.";
        list_for(list, ip) = "{list} for {ip}";
        not_listed() = "not listed";
        listed_as(meanings) = "listed: {meanings}";
        listed_as_saying(meanings, words) = "listed: {meanings} ({words})";
        listed_codes(first, rest) = "{first}; {rest}";
        listed_code(meaning, code) = "{meaning}, {code}";
        list_refuses_us(code) = "does not answer through this resolver ({code}), which is no listing";
        list_untrustworthy() = "its test entries are not as they must be, so it is not believed";
        list_spam_sbl() = "a source of spam (SBL)";
        list_bulk_css() = "a source of bulk mail (CSS)";
        list_infected_xbl() = "an infected or misused machine (XBL)";
        list_hijacked_drop() = "a hijacked network (DROP)";
        list_line_pbl() = "a customer's line that should not send mail itself (PBL)";
        list_spam() = "a source of spam";
        list_reported() = "reported by recipients within the last days";
        list_trap() = "wrote to a spam trap";
        // IPv6.
        ipv6_none() = "No way leads out over IPv6, so mail servers are asked over IPv4 only.";
        ipv6_sound(ip) = "Over IPv6, {ip} has a name that leads back to it.";
        ipv6_no_name(ip) = "Over IPv6, {ip} has no name that leads back to it. Google refuses such addresses, and others follow.";
        // Greeting name.
        helo_made_up(name) = "This machine has no full name of its own, so it greets with {name}. Strict servers refuse that.";
        helo_absent(name) = "{name}, the name given in EHLO, does not exist in DNS.";
        helo_not_known(name, why) = "Whether {name} exists is not known: {why}.";
        helo_exists(name) = "{name}, the name given in EHLO, exists.";
        helo_sound(name) = "{name}, the name given in EHLO, exists and belongs to the address.";
        helo_elsewhere(name) = "{name}, the name given in EHLO, exists but leads to another machine. Few operators mind.";
        helo_from_settings() = "the settings";
        helo_from_machine() = "this machine's own name";
        helo_from_address() = "the address of the connection";
        fact_name() = "name";
        fact_taken_from() = "taken from";
        fact_leads_to() = "leads to";
        // Sender.
        sender_null() = "The sender is the null sender, which every server has to take. It has no domain that could be in order or not.";
        sender_takes_mail(domain) = "{domain}, the sender's domain, takes mail.";
        sender_takes_none(domain) = "{domain}, the sender's domain, takes no mail. Servers that look refuse such senders.";
        sender_not_known(domain) = "Whether {domain}, the sender's domain, takes mail is not known: DNS gave no usable answer.";
        fact_domain() = "domain";
        fact_mail_goes_to() = "mail goes to";
        mail_to_itself(host) = "{host} itself";
        mail_null_mx() = "nowhere (null MX)";
        mail_no_host() = "nowhere: there is neither MX nor address";
        mail_dangling() = "hosts that do not exist";
        mail_no_domain() = "nowhere: the domain does not exist";
        // Policy.
        spf_pass(domain, ip) = "The policy of {domain} lets {ip} send.";
        spf_fail(domain, ip) = "The policy of {domain} forbids {ip} to send.";
        spf_soft_fail(domain, ip) = "The policy of {domain} calls mail from {ip} doubtful.";
        spf_broken(domain) = "The policy of {domain} is broken, or asks for more look-ups than receivers make.";
        spf_broken_remedy() = "Put the SPF record right; receivers treat a broken one as a refusal.";
        spf_no_answer(domain) = "What the policy of {domain} says is not known: DNS gave no usable answer.";
        spf_not_evaluated(domain, ip) = "What the policy of {domain} says of {ip} is not known: it depends on the name given in EHLO, which is not known here.";
        spf_says_nothing(domain, ip) = "{domain}, the sender's domain, says nothing of {ip}. Some operators trust such senders less.";
        spf_not_needed(domain, ip) = "{domain} has no policy for {ip}. For the null sender none is needed.";
        policy_for(domain, ip) = "{domain} for {ip}";
        policy_not_evaluated() = "not evaluated";
        // Needs.
        need_ptr() = "the address has no name in DNS (PTR)";
        need_ptr_remedy() = "Ask whoever gave you the address to set its reverse name (PTR) to a name of yours.";
        need_fcrdns() = "the name of the address does not lead back to it";
        need_fcrdns_remedy() = "Give the reverse name an address record (A) with this address.";
        need_own_name() = "the name of the address looks like that of a customer's line";
        need_own_name_remedy() = "Ask whoever gave you the address for a reverse name of your own, such as probe.your-domain.example.";
        need_helo() = "the name given in EHLO does not exist in DNS";
        need_helo_remedy() = "Set [smtp] helo to a name that exists and leads to this address, best its reverse name.";
        need_sender() = "the sender's domain takes no mail";
        need_sender_remedy() = "Set [smtp] mail_from to an address of a domain with a mail host, or leave it empty.";
        need_spf() = "the sender's domain does not let this address send (SPF)";
        need_spf_remedy() = "Add the address to the SPF record of the sender's domain, as in ip4:203.0.113.7.";
        need_not_listed() = "the address is on a block list";
        need_not_listed_remedy() = "Have the address taken off the list, or run Mailvet from another one.";
        need_ipv6_ptr() = "over IPv6 the address has no name in DNS that leads back to it";
        need_ipv6_ptr_remedy() = "Set a reverse name (PTR) for the IPv6 address, or use IPv4 only.";
        // Notes.
        own_list_with_form() = "It keeps a list of its own that nobody can look into; its refusal names a form to be taken off it.";
        own_list_with_page() = "It keeps a list of its own (S3140, S3150). Addresses are taken off it at https://sender.office.com.";
        refuses_strangers() = "It refuses addresses that it does not know yet (554 IP=...); tosa@rx.t-online.de lets them in once a web page at the reverse name says who runs them.";
    }
}
