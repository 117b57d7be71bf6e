"""What is measured; ratios within one run hold, absolute figures are the machine's."""
