"""What others published, and what the models here say of the same: a file a kind, an entry of the catalogue each."""
