"""Who pays, who lends, who earns: every campus financed in every future (F1-F9)."""
