//! Why the system did not do what was asked of it, in words of our own: a window says them in its language. What the system says
//! itself, in whatever language it speaks, is quoted only where there are none for it.

use std::io::{Error, ErrorKind};

use crate::Sentence;

crate::phrases! {
    /// Why the system refuses, as the end of a sentence.
    pub(crate) SYSTEM "system" {
        not_found() = "it is not there";
        not_allowed() = "you may not do that with it";
        exists() = "it is there already";
        is_folder() = "it is a folder";
        no_folder() = "what should be a folder on the way to it is none";
        not_empty() = "the folder is not empty";
        bad_name() = "the system takes no such name";
        read_only() = "the disk can only be read";
        disk_full() = "the disk is full";
        quota() = "your share of the disk is used up";
        too_large() = "it is larger than the disk can hold in one file";
        in_use() = "another program is using it";
        ends_early() = "it ends too early";
        garbled() = "what stands in it cannot be read as text";
        nobody_listens() = "nobody takes it any more";
        refused() = "the connection was refused";
        broken_off() = "the connection was broken off";
        timed_out() = "there was no answer in time";
        unreachable() = "there is no way to it through the network";
        port_in_use() = "another program uses this port";
        no_such_address() = "this machine has no such address";
        no_memory() = "there is not enough memory";
        not_possible() = "this system cannot do that";
        quoted(words) = "“{words}”";
    }
}

/// Why the system refused.
#[must_use]
pub fn refusal(error: &Error) -> Sentence {
    match error.kind() {
        ErrorKind::NotFound => not_found(),
        ErrorKind::PermissionDenied => not_allowed(),
        ErrorKind::AlreadyExists => exists(),
        ErrorKind::IsADirectory => is_folder(),
        ErrorKind::NotADirectory => no_folder(),
        ErrorKind::DirectoryNotEmpty => not_empty(),
        ErrorKind::InvalidFilename => bad_name(),
        ErrorKind::ReadOnlyFilesystem => read_only(),
        ErrorKind::StorageFull => disk_full(),
        ErrorKind::QuotaExceeded => quota(),
        ErrorKind::FileTooLarge => too_large(),
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => in_use(),
        ErrorKind::UnexpectedEof => ends_early(),
        ErrorKind::InvalidData => garbled(),
        ErrorKind::BrokenPipe | ErrorKind::WriteZero => nobody_listens(),
        ErrorKind::ConnectionRefused => refused(),
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::NotConnected => broken_off(),
        ErrorKind::TimedOut => timed_out(),
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => unreachable(),
        ErrorKind::AddrInUse => port_in_use(),
        ErrorKind::AddrNotAvailable => no_such_address(),
        ErrorKind::OutOfMemory => no_memory(),
        ErrorKind::Unsupported => not_possible(),
        // The system knows more kinds of failure than the standard library has names for.
        _ => quoted(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_words_of_ours_is_quoted() {
        assert_eq!(refusal(&ErrorKind::PermissionDenied.into()).code(), "system.not_allowed");
        assert_eq!(refusal(&Error::other("the paper is out")).to_string(), "“the paper is out”");
    }

    /// The numbers of Linux: what comes most often has words.
    #[cfg(target_os = "linux")]
    #[test]
    fn the_usual_errors_of_the_system_have_words_of_ours() {
        for (number, code) in [
            (2, "system.not_found"),
            (13, "system.not_allowed"),
            (21, "system.is_folder"),
            (20, "system.no_folder"),
            (28, "system.disk_full"),
            (30, "system.read_only"),
            (36, "system.bad_name"),
            (98, "system.port_in_use"),
            (99, "system.no_such_address"),
            (122, "system.quota"),
        ] {
            assert_eq!(refusal(&Error::from_raw_os_error(number)).code(), code, "{number}");
        }
        assert_eq!(refusal(&Error::from_raw_os_error(5)).code(), "system.quoted");
    }
}
