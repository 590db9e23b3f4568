//! Ways to compare a secret that take more than the right one: what careless servers do.

/// Takes `(right, given)`.
pub type Comparison = fn(&str, &str) -> bool;

/// Only as much as was given is compared.
pub fn given_is_a_prefix(right: &str, given: &str) -> bool {
    !given.is_empty() && right.starts_with(given)
}

/// Only as much as is right is compared: anything may follow.
pub fn right_is_a_prefix(right: &str, given: &str) -> bool {
    given.starts_with(right)
}

/// The last character is not looked at.
pub fn all_but_the_last(right: &str, given: &str) -> bool {
    let length = right.chars().count();
    given.chars().count() == length && right.chars().zip(given.chars()).take(length - 1).all(|(right, given)| right == given)
}

/// Upper and lower case are one.
pub fn without_case(right: &str, given: &str) -> bool {
    right.to_lowercase() == given.to_lowercase()
}

/// White space around it is not part of it.
pub fn trimmed(right: &str, given: &str) -> bool {
    right == given.trim()
}

/// The first 8 bytes decide, as with the `crypt` of old.
pub fn first_8(right: &str, given: &str) -> bool {
    first(8, right, given)
}

/// The first 72 bytes decide, as with bcrypt.
pub fn first_72(right: &str, given: &str) -> bool {
    first(72, right, given)
}

fn first(count: usize, right: &str, given: &str) -> bool {
    let cut = |text: &str| text.as_bytes().get(..count).map(<[u8]>::to_vec);
    cut(right).is_some() && cut(right) == cut(given)
}

/// The string ends at the first NUL.
pub fn until_nul(right: &str, given: &str) -> bool {
    given.split('\0').next() == Some(right)
}

/// `%` stands for anything, as in SQL's LIKE.
pub fn as_a_pattern(right: &str, given: &str) -> bool {
    given.split_once('%').is_some_and(|(before, after)| right.starts_with(before) && right.ends_with(after))
}

/// The same characters in any order.
pub fn any_order(right: &str, given: &str) -> bool {
    let sorted = |text: &str| {
        let mut letters: Vec<_> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    sorted(right) == sorted(given)
}

/// As many characters as the right one has.
pub fn same_length(right: &str, given: &str) -> bool {
    right.chars().count() == given.chars().count()
}

/// Anything but nothing.
pub fn not_empty(_: &str, given: &str) -> bool {
    !given.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RIGHT: &str = "Nine-Bright-Lanterns";

    #[test]
    fn each_takes_the_right_one_and_more() {
        let rows: [(Comparison, &str); 9] = [
            (given_is_a_prefix, "Nine"),
            (right_is_a_prefix, "Nine-Bright-Lanterns!"),
            (all_but_the_last, "Nine-Bright-LanternX"),
            (without_case, "NINE-bright-lanterns"),
            (trimmed, " Nine-Bright-Lanterns"),
            (first_8, "Nine-Bri and more"),
            (until_nul, "Nine-Bright-Lanterns\0x"),
            (any_order, "snretnaL-thgirB-eniN"),
            (same_length, "xxxxxxxxxxxxxxxxxxxx"),
        ];
        for (at, (comparison, given)) in rows.into_iter().enumerate() {
            assert!(comparison(RIGHT, RIGHT), "row {at}");
            assert!(comparison(RIGHT, given), "row {at}");
            assert!(!comparison(RIGHT, "wrong"), "row {at}");
        }
        assert!(as_a_pattern(RIGHT, "%") && !as_a_pattern(RIGHT, RIGHT));
    }
}
