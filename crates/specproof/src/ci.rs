//! What the environment says about where this runs.

/// Whether this is a CI run, as insta and most tools decide it: `CI` or `TF_BUILD` is set, and not to nothing, `0` or `false`.
pub fn is_ci() -> bool {
    is_on("CI") || is_on("TF_BUILD")
}

/// Whether an environment variable is set to something that means yes.
pub fn is_on(name: &str) -> bool {
    std::env::var(name).is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}

/// Whether colour is to be used where the stream could show it (<https://no-color.org>).
pub fn wants_colour() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) && std::env::var("TERM").as_deref() != Ok("dumb")
}
