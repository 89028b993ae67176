//! What Mailvet knows of mail: the rule tables and lists of `assets/`, read and checked once.

use std::sync::{Arc, LazyLock};

use crate::{Reading, Reply, Stage};

/// The tables, ready to be asked.
#[derive(Debug)]
pub struct Knowledge {}

/// What is known of a mail operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// Stable id, as in `google`.
    pub id: String,
    /// For people, as in `Google`.
    pub name: String,
    /// Whether its 250 to a real address says anything.
    pub acceptance: AcceptanceWorth,
    /// The most recipients it takes in a session; `None`: no limit known.
    pub recipients_per_session: Option<u32>,
    /// The most connections at once; `None`: the setting.
    pub connections: Option<u32>,
}

/// What an acceptance is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcceptanceWorth {
    /// As much as the control says.
    Ordinary,
    /// Nothing: this operator accepts every recipient and bounces later.
    Nothing,
}

impl Knowledge {
    /// The tables that ship with the program.
    ///
    /// # Panics
    /// Never in a build whose tests pass: the tables are compiled in and a test reads them.
    #[must_use]
    pub fn shipped() -> Arc<Self> {
        static SHIPPED: LazyLock<Arc<Knowledge>> = LazyLock::new(|| Arc::new(Knowledge {}));
        Arc::clone(&SHIPPED)
    }

    /// What `reply` means at `stage`, from `operator` where it is known.
    #[must_use]
    pub fn read(&self, _stage: Stage, _operator: Option<&Operator>, _reply: &Reply) -> Reading {
        todo!()
    }

    /// The operator of a mail host, known by its name or its banner.
    #[must_use]
    pub fn operator(&self, _mx_host: &str, _banner: Option<&str>) -> Option<&Operator> {
        todo!()
    }

    /// The operator with this id.
    #[must_use]
    pub fn operator_by_id(&self, _id: &str) -> Option<&Operator> {
        todo!()
    }
}
