//! A line that is a secret, and text around it: in what goes out the secret is not to be found, whatever it was encoded as.

use specproof_conform::mask::{Mask, SHORTEST};

/// What takes a secret's place; its signs are in no secret here, so that none is made by masking.
const NAME: &str = "\u{1}";

/// See the module.
pub fn holds(data: &[u8]) {
    let (secret, around) = super::two_parts(data);
    if secret.len() < SHORTEST || secret.contains(['{', '}', '\u{1}']) {
        return;
    }
    let mask = Mask::default();
    mask.learn(NAME, &secret);
    let json = serde_json::Value::from(secret.as_str()).to_string();
    let percent: String = secret.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let html: String = secret.chars().map(|c| format!("&#{};", u32::from(c))).collect();
    let mut forms = vec![secret.clone(), json[1..json.len() - 1].to_owned(), percent, html];
    if secret.is_ascii() && secret.len() >= 8 {
        forms.push(secret.to_ascii_uppercase());
        forms.push(secret.to_ascii_lowercase());
    }
    for form in &forms {
        for text in [format!("{around}{form}{around}"), format!("{form}{form}"), form.clone()] {
            let masked = mask.text(&text);
            assert!(!masked.contains(&secret), "{secret:?} is in {masked:?}, made of {text:?}");
            assert!(!masked.contains(form.as_str()), "{form:?} is in {masked:?}, made of {text:?}");
            assert_eq!(mask.text(&masked), masked, "masked again, it is another text");
        }
    }
    let masked = mask.bytes(&[data, b"\xff", secret.as_bytes()].concat());
    assert!(!masked.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret:?} is in bytes");
}
