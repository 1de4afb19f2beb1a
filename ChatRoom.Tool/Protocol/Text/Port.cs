using System.Globalization;

namespace ChatRoom.Protocol.Text;

/// <summary>A TCP port as a person types it.</summary>
internal static class Port
{
    public const string Default = "5500";

    /// <summary>Reads a port of at least <paramref name="least"/>. False if it is not one.</summary>
    public static bool TryParse(string? text, int least, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port >= least && port <= 65535;

    public static string Rules(int least) => $"give a number from {least} to 65535";
}
