//! Limits of depth and size, so that no spec exhausts the stack or the memory.

use pipelinec_syntax::Span;

use super::ExprChecker;
use crate::diag;
use crate::ir::Expr;

/// Deepest nesting, macro bodies and inlined measures included. A phrase of its own nests up to 500 deep.
const MAX_DEPTH: usize = 600;

/// Most nodes of one expression.
const MAX_NODES: usize = 100_000;

/// Most nodes copied in one project: macro arguments, measures used by measures, operands of `case`.
const MAX_COPIED: usize = 1_000_000;

/// What has been used of the limits.
#[derive(Debug, Default)]
pub(super) struct Budget {
    depth: usize,
    nodes: usize,
    copied: usize,
    reported: bool,
}

impl Budget {
    /// A new expression.
    pub(super) fn start(&mut self) {
        *self = Self { copied: self.copied, ..Self::default() };
    }

    /// One level down; `false` when that is too much. Every `true` is followed by [`Self::leave`].
    pub(super) fn enter(&mut self) -> bool {
        if self.depth >= MAX_DEPTH || self.nodes >= MAX_NODES {
            return false;
        }
        self.depth += 1;
        self.nodes += 1;
        true
    }

    /// One level up.
    pub(super) fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Room for a copy of this size at this place.
    fn copy(&mut self, size: Size) -> bool {
        let fits = self.depth + size.depth <= MAX_DEPTH
            && self.nodes + size.nodes <= MAX_NODES
            && self.copied + size.nodes <= MAX_COPIED;
        if fits {
            self.nodes += size.nodes;
            self.copied += size.nodes;
        }
        fits
    }
}

/// How large an expression is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Size {
    nodes: usize,
    depth: usize,
}

impl Size {
    /// Measures an expression.
    pub(super) fn of(expr: &Expr) -> Self {
        let mut size = Self { nodes: 1, depth: 0 };
        expr.for_each_child(&mut |child| {
            let child = Self::of(child);
            size.nodes += child.nodes;
            size.depth = size.depth.max(child.depth);
        });
        size.depth += 1;
        size
    }
}

impl ExprChecker<'_> {
    /// A copy of an expression for another place, within the limits; `None` has been reported.
    pub(super) fn copy(&mut self, expr: &Expr, size: Size, place: Span) -> Option<Expr> {
        if self.size.copy(size) {
            return Some(Expr { span: place, ..expr.clone() });
        }
        self.report_size(place);
        None
    }

    /// Reports an expression beyond the limits, once.
    pub(super) fn report_size(&mut self, span: Span) {
        if !self.size.reported {
            self.size.reported = true;
            self.report(diag::expression_too_large(span));
        }
    }
}
