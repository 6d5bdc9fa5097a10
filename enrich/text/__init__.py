"""Texts to facts about them: language, judgement, summary, phrases, names."""
