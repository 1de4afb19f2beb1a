using System.Globalization;

namespace ChatRoom.CommandLine.Settings;

/// <summary>A TCP port as it is typed.</summary>
internal static class Port
{
    public const string Default = "5500";

    /// <summary>Reads a port from <paramref name="least"/> up; false where it is none.</summary>
    public static bool TryParse(string? text, int least, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port >= least && port <= 65535;

    public static string Rules(int least) => $"give a number from {least} to 65535";

    /// <summary>
    /// What Kubernetes sets CHATROOM_PORT to beside a service that is called chatroom, and Docker beside a linked container:
    /// <c>tcp://10.0.0.1:5500</c>. It was not meant for this program.
    /// </summary>
    public static bool IsServiceLink(string variable) =>
        variable.StartsWith("tcp://", StringComparison.Ordinal) || variable.StartsWith("udp://", StringComparison.Ordinal) || variable.StartsWith("sctp://", StringComparison.Ordinal);
}
