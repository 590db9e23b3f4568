//! Values of a schema that does not say their `type`: its keywords speak of values of their own kind and leave all others alone.

use super::{Error, Json, Value};

#[allow(unused_macros)]
macro_rules! by_kind {
    ($($(#[$docs:meta])* $name:ident $variant:ident($says:literal) $test:ident;)+) => {$(
        $(#[$docs])*
        #[derive(Debug, Clone, PartialEq)]
        pub enum $name<T, E = Value> {
            #[doc = $says]
            $variant(T),
            /// A value of another kind.
            Other(E),
        }

        impl<T, E> $name<T, E> {
            #[doc = concat!($says, " `None` for a value of another kind.")]
            pub fn get(&self) -> Option<&T> {
                match self {
                    Self::$variant(value) => Some(value),
                    Self::Other(_) => None,
                }
            }

            #[doc = concat!($says, " `None` for a value of another kind.")]
            pub fn into_inner(self) -> Option<T> {
                match self {
                    Self::$variant(value) => Some(value),
                    Self::Other(_) => None,
                }
            }
        }

        impl<T, E> From<T> for $name<T, E> {
            fn from(value: T) -> Self {
                Self::$variant(value)
            }
        }

        impl<T: Json, E: Json> Json for $name<T, E> {
            const SECRET: bool = T::SECRET || E::SECRET;

            fn decode(value: &Value) -> Result<Self, Error> {
                if value.$test() { T::decode(value).map(Self::$variant) } else { E::decode(value).map(Self::Other) }
            }

            fn encode(&self) -> Value {
                match self {
                    Self::$variant(value) => value.encode(),
                    Self::Other(value) => value.encode(),
                }
            }
        }

        impl<T: Json, E: Json> serde::Serialize for $name<T, E> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serde::Serialize::serialize(&self.encode(), serializer)
            }
        }

        impl<'de, T: Json, E: Json> serde::Deserialize<'de> for $name<T, E> {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value: Value = serde::Deserialize::deserialize(deserializer)?;
                Self::decode(&value).map_err(serde::de::Error::custom)
            }
        }
    )+};
}
by_kind! {
    /// A `T` where the value is an object, an `E` where it is anything else.
    IfObject Object("An object.") is_object;
    /// A `T` where the value is an array, an `E` where it is anything else.
    IfList List("An array.") is_array;
    /// A `T` where the value is a string, an `E` where it is anything else.
    IfText Text("A string.") is_string;
    /// A `T` where the value is a number, an `E` where it is anything else.
    IfNumber Number("A number.") is_number;
}
