//! Starts the desktop program.

fn main() {
    mailvet_desktop::run();
}
