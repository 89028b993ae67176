//! Keeps the machine from falling asleep while lists are checked. A machine that cannot be kept awake (no D-Bus, no rights)
//! is no fault: the check goes on when it wakes up.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use keepawake::KeepAwake;
use mailvet_app::Mailvet;

/// How often it is looked whether a check is under way.
const LOOK: Duration = Duration::from_secs(2);

/// A thread of its own, because Windows ties the wish to the thread that made it.
pub(crate) struct Vigil {
    over: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

enum Wish {
    None,
    Held { _until_dropped: KeepAwake },
    Refused,
}

impl Vigil {
    /// Watches over the runs of `mailvet`.
    pub(crate) fn over(mailvet: Mailvet) -> std::io::Result<Self> {
        let over = Arc::new(AtomicBool::new(false));
        let until = Arc::clone(&over);
        let thread = thread::Builder::new().name("awake".to_owned()).spawn(move || {
            let mut wish = Wish::None;
            while !until.load(Ordering::Relaxed) {
                let is_needed = !mailvet.working_on().is_empty() && mailvet.window_settings().keep_awake;
                wish = match (is_needed, wish) {
                    (false, _) => Wish::None,
                    (true, Wish::None) => ask(),
                    (true, held_or_refused) => held_or_refused,
                };
                thread::park_timeout(LOOK);
            }
        })?;
        Ok(Self { over, thread })
    }

    /// Lets the machine sleep again.
    pub(crate) fn end(self) {
        self.over.store(true, Ordering::Relaxed);
        self.thread.thread().unpark();
        if self.thread.join().is_err() {
            tracing::warn!("what kept the machine awake had met a fault");
        }
    }
}

fn ask() -> Wish {
    let asked = keepawake::Builder::default()
        .idle(true)
        .sleep(true)
        .reason("A list is being checked")
        .app_name("Mailvet")
        .app_reverse_domain("org.mailvet.desktop")
        .create();
    match asked {
        Ok(held) => Wish::Held { _until_dropped: held },
        Err(error) => {
            tracing::info!(%error, "the machine may fall asleep during this check");
            Wish::Refused
        }
    }
}
