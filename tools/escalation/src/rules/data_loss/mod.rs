//! Rules of the trigger `data_loss`.
