using System.Globalization;

namespace ChatRoom.CommandLine.Settings;

/// <summary>A TCP port as a person types it.</summary>
internal static class Port
{
    public const string Default = "5500";

    /// <summary>Reads a port of at least <paramref name="least"/>. False if it is not one.</summary>
    public static bool TryParse(string? text, int least, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port >= least && port <= 65535;

    public static string Rules(int least) => $"give a number from {least} to 65535";

    /// <summary>
    /// Whether Kubernetes or Docker set CHATROOM_PORT, for a service or a linked container named chatroom, to a value such as
    /// <c>tcp://10.0.0.1:5500</c>. It is not meant for this program.
    /// </summary>
    public static bool IsServiceLink(string variable) =>
        variable.StartsWith("tcp://", StringComparison.Ordinal) || variable.StartsWith("udp://", StringComparison.Ordinal) || variable.StartsWith("sctp://", StringComparison.Ordinal);
}
