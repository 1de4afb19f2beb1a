using System.Globalization;

namespace ChatRoom.CommandLine.Settings;

/// <summary>A TCP port as it is typed.</summary>
internal static class Port
{
    public const string Default = "5500";

    /// <summary>Reads a port from <paramref name="least"/> up; false, and a sentence, where it is none.</summary>
    public static bool TryParse(string? text, int least, out int port, out string whyNot)
    {
        whyNot = $"'{text}' is not a port; give a number from {least} to 65535";
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port >= least && port <= 65535;
    }
}
