//! What the console says about the shop's graph.

mod en;
mod zh_cn;
mod zh_tw;

pub(super) use en::EN;
pub(super) use zh_cn::ZH_CN;
pub(super) use zh_tw::ZH_TW;

use shared::graph::{Field, Kind, Verb};

/// The words about the graph, named by what they say. Those with gaps hold `{}`, filled in order.
pub(crate) struct Graph {
    // The list.
    pub(crate) title: &'static str,
    pub(crate) count: &'static str,
    pub(crate) none: &'static str,
    pub(crate) none_found: &'static str,
    pub(crate) more: &'static str,
    pub(crate) search: &'static str,
    pub(crate) search_hint: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) any_kind: &'static str,
    pub(crate) add: &'static str,
    pub(crate) relations: &'static str,
    // One entity.
    pub(crate) back: &'static str,
    pub(crate) new_entity: &'static str,
    pub(crate) form: &'static str,
    pub(crate) lines_hint: &'static str,
    pub(crate) alias_hint: &'static str,
    pub(crate) common_hint: &'static str,
    pub(crate) no_relations: &'static str,
    pub(crate) onward: &'static str,
    pub(crate) from_there: &'static str,
    pub(crate) add_relation: &'static str,
    pub(crate) relation: &'static str,
    pub(crate) other: &'static str,
    pub(crate) likelihood_of: &'static str,
    pub(crate) remove: &'static str,
    pub(crate) save: &'static str,
    pub(crate) saved: &'static str,
    pub(crate) delete: &'static str,
    pub(crate) delete_title: &'static str,
    pub(crate) delete_text: &'static str,
    pub(crate) deleted: &'static str,
    pub(crate) gone: &'static str,
    pub(crate) gone_since: &'static str,
    pub(crate) changed_since: &'static str,
    pub(crate) overtaken: &'static str,
    pub(crate) reload: &'static str,
    pub(crate) clashes: &'static str,
    pub(crate) theirs: &'static str,
    pub(crate) theirs_there: &'static str,
    pub(crate) theirs_none: &'static str,
    pub(crate) take_theirs: &'static str,
    // The picture.
    pub(crate) picture: &'static str,
    pub(crate) left_out: &'static str,
    // Files.
    pub(crate) files: &'static str,
    pub(crate) export: &'static str,
    pub(crate) import: &'static str,
    pub(crate) import_hint: &'static str,
    pub(crate) unreadable: &'static str,
    pub(crate) read: &'static str,
    pub(crate) bad_lines: &'static str,
    pub(crate) bad_line: &'static str,
    pub(crate) replace: &'static str,
    pub(crate) replace_title: &'static str,
    pub(crate) replace_text: &'static str,
    pub(crate) replaced: &'static str,
    // Why a row does not fit.
    pub(crate) missing: &'static str,
    pub(crate) too_long: &'static str,
    pub(crate) too_many: &'static str,
    pub(crate) too_short: &'static str,
    pub(crate) odd_letter: &'static str,
    pub(crate) taken: &'static str,
    pub(crate) nobody: &'static str,
    pub(crate) ambiguous: &'static str,
    pub(crate) itself: &'static str,
    pub(crate) twice: &'static str,
    pub(crate) not_joined: &'static str,
    pub(crate) wrong_likelihood: &'static str,
    pub(crate) wrong_spot: &'static str,
    // Why a line of a file is none.
    pub(crate) bad_json: &'static str,
    pub(crate) bad_quote: &'static str,
    pub(crate) bad_cells: &'static str,
    pub(crate) no_field: &'static str,
    pub(crate) field_twice: &'static str,
    pub(crate) bad_value: &'static str,
    pub(crate) misplaced: &'static str,
    pub(crate) no_kind: &'static str,
    pub(crate) no_verb: &'static str,
    pub(crate) full: &'static str,
    pub(crate) huge: &'static str,
    // In the order of their enums.
    pub(crate) kinds: [&'static str; 9],
    pub(crate) verbs: [&'static str; 8],
    pub(crate) fields: [&'static str; 16],
}

impl Graph {
    /// What an entity is.
    #[must_use]
    pub(crate) const fn kind(&self, kind: Kind) -> &'static str {
        self.kinds[kind as usize]
    }

    /// What a relation says.
    #[must_use]
    pub(crate) const fn verb(&self, verb: Verb) -> &'static str {
        self.verbs[verb as usize]
    }

    /// What a field holds.
    #[must_use]
    pub(crate) const fn field(&self, field: Field) -> &'static str {
        self.fields[field as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The Chinese names that a file may use are what the console calls them.
    #[test]
    fn labels_stand_in_the_order_of_what_they_name() {
        for (at, kind) in Kind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, at);
            assert!(kind.names().contains(&ZH_CN.kind(kind)), "{kind}");
        }
        for (at, verb) in Verb::ALL.into_iter().enumerate() {
            assert_eq!(verb as usize, at);
            assert!(verb.names().contains(&ZH_CN.verb(verb)), "{verb}");
        }
        for (at, field) in Field::ALL.into_iter().enumerate() {
            assert_eq!(field as usize, at);
            assert!(field.names().contains(&ZH_CN.field(field)), "{field}");
        }
    }
}
