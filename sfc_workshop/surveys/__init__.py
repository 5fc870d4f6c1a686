"""A door: pages people answer at their own pace, on a phone."""
