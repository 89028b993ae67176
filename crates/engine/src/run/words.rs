//! What a run says of itself: why an exchange is slowed or left alone, what the guard does, what keeps it from every server.
//! These sentences tell of the present moment and are never kept.

use mailvet_verdict::phrases;

phrases! {
    /// Why an exchange is slowed or left alone.
    pub(crate) HELD_BACK "held_back" {
        hour_full(count) = "{count} addresses were asked within an hour, the limit set for it.";
        hour_refused(count) =
            "It refused {count} addresses within an hour; asking on would make us look like a guesser of addresses.";
        rests() = "It asked us to slow down, so it is left alone for a while.";
        slower(rate, connections) =
            "It asked us to slow down: {rate} addresses a minute over {connections} {connections:connection|connections} for now, more with every session that goes well.";
        fewer() = "It asked us to slow down, so it gets fewer connections for now.";
        fruitless() = "It has answered nothing lately.";
        accepts_all() =
            "It began to accept addresses that cannot exist, so its answers say nothing for a while.";
        guarded() = "It refuses us too often, so it is asked less, to spare your reputation.";
        given_up() = "It refuses us, so its addresses stay unknown.";
        half_open() = "It refused us; one small session finds out whether it still does.";
        blocked() = "It refused us. Its addresses are kept, and it is tried once more after a rest.";
        blocked_again() =
            "It refused us again. Its addresses are kept, and it is tried once more after a rest.";
    }
}

phrases! {
    /// What the guard of the user's reputation does.
    pub(crate) GUARD "guard" {
        pauses(refused, of, length) =
            "{refused} of the last {of} mail servers refused us, so Mailvet asks nobody for another {length}, to spare your reputation; it goes on by itself then.";
        finds_out() =
            "After a pause Mailvet tries one server at a time, to see whether they still refuse us.";
        halves() = "Mailvet asks half as fast as it could.";
        in_vain(refused, of) =
            "{refused} of the last {of} mail servers refused us, and pauses changed nothing. Mailvet goes on at half its pace. The connection check says what can be put right.";
        slows(refused, of) =
            "{refused} of the last {of} mail servers refused us, so Mailvet asks half as fast, to spare your reputation.";
        listed(list) =
            "This machine's address is on the block list {list}: have it removed there first.";
    }
}

phrases! {
    /// What keeps a run from every server.
    pub(crate) TROUBLE "trouble" {
        not_bound() =
            "This machine cannot send from the address that the settings name ([network] bind), so no mail server is asked.";
        proxy_login() =
            "The proxy refuses the login that the settings give ([network] proxy), so no mail server is asked.";
        proxy_down() =
            "The proxy that the settings name ([network] proxy) does not answer, so no mail server is asked.";
        shut_behind_proxy(operators) =
            "The proxy got through to none of {operators} mail operators: port 25 seems to be shut where it stands.";
        port_25_shut(operators) =
            "Port 25 seems to be shut: none of {operators} mail operators could be reached from this network. Most home and \
             office networks block it. The connection doctor (`mailvet doctor`) says what can be done; quick mode (`--quick`) \
             asks no mail server.";
    }
}
