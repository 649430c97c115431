"""From arrival to support: who reaches which step."""
