using System.Globalization;
using ChatRoom.CommandLine.Parsing;

namespace ChatRoom.CommandLine.Settings;

/// <summary>An option whose value is a whole number within bounds.</summary>
internal sealed class NumberOption(DefinedOption option, int least, int most, int fallback)
{
    public static NumberOption Add(CommandDefinition command, string template, int least, int most, int fallback, string help) =>
        new(command.Option(template, $"{help} [{fallback}]"), least, most, fallback);

    public bool TryRead(out int number, out string whyNot)
    {
        number = fallback;
        whyNot = $"'{option.Value}' is not a number for --{option.LongName}; give one from {least} to {most}";
        return option.Value is not { } given
            || (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most);
    }
}
