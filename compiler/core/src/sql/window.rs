//! `OVER (…)`.

use super::template::Level;
use super::{ExprRenderer, RenderError};
use crate::ir::{Frame, FrameBound, FrameUnit, SortKey, Window};

impl ExprRenderer<'_> {
    /// ` OVER (PARTITION BY … ORDER BY … ROWS …)`, with a blank before it.
    pub(super) fn over(&self, window: &Window) -> Result<String, RenderError> {
        let mut parts = Vec::new();
        if !window.partition_by.is_empty() {
            let keys = window.partition_by.iter().map(|key| self.render(key)).collect::<Result<Vec<_>, _>>()?;
            parts.push(format!("PARTITION BY {}", keys.join(", ")));
        }
        if !window.order_by.is_empty() {
            let keys = window.order_by.iter().map(|key| self.sort_key(key)).collect::<Result<Vec<_>, _>>()?;
            parts.push(format!("ORDER BY {}", keys.join(", ")));
        }
        // Without an order all rows are peers: a RANGE frame is the whole partition, and Spark refuses to be told.
        if let Some(frame) = window.frame.filter(|f| f.unit == FrameUnit::Rows || !window.order_by.is_empty()) {
            parts.push(frame_sql(frame));
        }
        Ok(format!(" OVER ({})", parts.join(" ")))
    }

    /// A sort key with its place for nulls written out: the engines' defaults differ.
    ///
    /// # Errors
    /// As [`ExprRenderer::render`].
    pub fn sort_key(&self, key: &SortKey) -> Result<String, RenderError> {
        let sql = self.sql(&key.expr)?;
        let direction = if key.descending { " DESC" } else { "" };
        let nulls = if key.nulls_first { "FIRST" } else { "LAST" };
        Ok(format!("{}{direction} NULLS {nulls}", sql.within(Level::Or)))
    }
}

fn frame_sql(frame: Frame) -> String {
    let unit = match frame.unit {
        FrameUnit::Rows => "ROWS",
        FrameUnit::Range => "RANGE",
    };
    format!("{unit} BETWEEN {} AND {}", bound(frame.start), bound(frame.end))
}

fn bound(bound: FrameBound) -> String {
    match bound {
        FrameBound::UnboundedPreceding => "UNBOUNDED PRECEDING".to_owned(),
        FrameBound::Preceding(n) => format!("{n} PRECEDING"),
        FrameBound::CurrentRow => "CURRENT ROW".to_owned(),
        FrameBound::Following(n) => format!("{n} FOLLOWING"),
        FrameBound::UnboundedFollowing => "UNBOUNDED FOLLOWING".to_owned(),
    }
}
