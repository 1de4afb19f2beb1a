using System.Globalization;
using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Cluster.State;

/// <summary>The identity of a room's log in a cluster: it follows from the stream's and from the room's name, so all servers have the same.</summary>
internal static class LogIdentity
{
    public static string Of(string stream, Nickname room)
    {
        var digest = new StateDigest();
        digest.Add(Encoding.ASCII.GetBytes(stream));
        digest.Add(Encoding.ASCII.GetBytes(room.ToString().ToLowerInvariant()));
        return digest.Value.ToString("x16", CultureInfo.InvariantCulture);
    }
}
