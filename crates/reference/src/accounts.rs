//! The sample accounts: two per API, so that a runner can tell one account's secrets from another's.
//!
//! What the documents show (the website's keys, the user name) is public there; the passwords are made up. The first account's password is longer
//! than 72 bytes, so that a server that cuts passwords off somewhere is seen to do so.

/// A registered website of iFlyChat.
#[derive(Debug)]
pub struct Website {
    /// Private key: who has it may issue tokens.
    pub api_key: &'static str,
    /// Public id.
    pub app_id: &'static str,
}

/// A person with a password.
#[derive(Debug)]
pub struct Person {
    /// E-mail address or user name.
    pub name: &'static str,
    /// Password in clear; a deployment keeps only its hash.
    pub password: &'static str,
}

/// The websites, the document's own first (`000_51a7dc6b872c5ffc.txt:47`).
pub const WEBSITES: [Website; 2] = [
    Website { api_key: "Wr4vpoJ_ET3lpBdX9E9TutUic4Dgb-gc7RGzuZvKqZgW5", app_id: "41357620-760b-4495-ba78-6ebddbd14f06" },
    Website { api_key: "Qm7tLx-Zs2Kd0vHb_Yc5RwNe8Ja1GpUf3XoTi6MqEk9Bz", app_id: "9c0d4c1e-5f43-4d0a-8a55-2f1f6f2f7b19" },
];

/// The accounts of the user login.
pub const MEMBERS: [Person; 2] = [
    Person {
        name: "ada.lovelace@example.com",
        password: "Nine-Bright-Lanterns-Over-The-Quiet-Harbour-Wall-At-Half-Past-Eleven-Tonight-42x",
    },
    Person { name: "grace.hopper@example.com", password: "Seven-Moths-Around-1-Lamp" },
];

/// The users of Webitel, the document's own name first (`002_70cea1f3f6538197.txt:21`).
pub const USERS: [Person; 2] = [
    Person { name: "100@mydomain.com", password: "Old-Copper-Kettles-Sing-Before-The-Winter-Storm-Comes-Down-The-Valley-Road-77q" },
    Person { name: "101@mydomain.com", password: "Green-Ladders-In-The-Orchard-5" },
];

/// The inputs that a runner needs for an API, by the names of its Arazzo inputs; empty for an API that is not served here.
pub fn inputs(api: &str) -> &'static [(&'static str, &'static str)] {
    match api {
        "iflychat" => const { &website_inputs() },
        "userlogin" => const { &person_inputs("emailId", "second_emailId", &MEMBERS) },
        "webitel" => const { &person_inputs("username", "second_username", &USERS) },
        _ => &[],
    }
}

type Inputs = [(&'static str, &'static str); 4];

const fn website_inputs() -> Inputs {
    let [first, second] = &WEBSITES;
    [("api_key", first.api_key), ("app_id", first.app_id), ("second_api_key", second.api_key), ("second_app_id", second.app_id)]
}

const fn person_inputs(name: &'static str, second_name: &'static str, people: &[Person; 2]) -> Inputs {
    let [first, second] = people;
    [(name, first.name), ("password", first.password), (second_name, second.name), ("second_password", second.password)]
}
